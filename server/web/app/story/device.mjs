// The tablet around the forms: enrolment with and without the promise to keep data, several people with PINs of their own,
// a forgotten PIN, locking, bad networks, a new version, what a thief can read, and the order to erase. Real browsers
// against the shipped program, with a Wi-Fi between that can be made bad. Pictures go to STORY_PICTURES when it is set.
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { household } from './answers.mjs'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { found } from './disk.mjs'
import { Office } from './office.mjs'
import { Wifi } from './proxy.mjs'
import { freePort, Server } from './server.mjs'

const work = mkdtempSync(join(tmpdir(), 'sothon-device-'))
const pictures = process.env.STORY_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })
const picture = (page, name) => pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined

const server = new Server(join(work, 'data'), await freePort())
const wifi = new Wifi(await freePort(), server.url)
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const tablet = new Browser(join(work, 'tablet'))
const a = new Collector(tablet, wifi.url)
const office = new Office(desk, server.url)
const reason = 'Máy mượn của trường, gửi phiếu mỗi tối'
const pins = { first: '314159', changed: '271828', second: '161803', renewed: '577215' }
/** What must not be found anywhere after locking; phones, names, papers, places, notes, amounts. */
const planted = ['0987650143', 'Đoàn Thị Nguyệt Hường canh giữ', '030164009147', '001190012345', 'Ngõ 7 xóm Đình Cả', 'ông Khiết bị tai biến năm 2019',
  '73.450.000 đ nợ quán', '18.250.000 đồng', 'bỏ học từ lớp 8', 'chị Nhàn ly thân', 'sổ hồng số BX 204881', 'vay nóng 15.700.000',
  'cháu Bống 4 tuổi', 'thửa 214 tờ bản đồ 9', 'HIV dương tính giả định', 'con nuôi chưa khai', 'mất thẻ BHYT DN4790123456']
const fileName = 'ảnh nhà bà Hường xóm Chúc'
const consoleLines = []
let logins, recovery, writer

const page = () => tablet.page
const screen = name => page().waitForSelector(`[data-screen="${name}"]`)
const text = () => page().evaluate(() => document.body.innerText)
const strip = () => page().locator('.dai').innerText().catch(() => '')
const count = q => page().locator(q).count()
/** Puts the tablet's clock forward; awake: with a touch, so that it does not lock for the time passed. */
const later = (ms, awake = false) => page().evaluate(([by, touched]) => { const real = Date.now.bind(Date); Date.now = () => real() + by; if (touched) dispatchEvent(new Event('pointerdown')) }, [ms, awake])

async function act(title, run) {
  console.log(`\n${title}`)
  try { await run() } catch (e) {
    check(title, false, String(e.stack ?? e))
    for (const [n, x] of [['desk', desk], ['tablet', tablet]]) if (x.page) await picture(x.page, `failed-${n}`)?.catch(() => {})
    throw e
  }
}
/** What a person sees of the program's messages may never name anybody. */
function listen() {
  page().on('console', m => consoleLines.push(m.text()))
}
/** All text of the stores of this origin, as the page's own scripts could read them. */
const storedKeys = () => page().evaluate(async () => {
  const db = await new Promise((done, fail) => { const r = indexedDB.open('sothon'); r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error) })
  const out = {}
  for (const name of db.objectStoreNames) out[name] = await new Promise(done => { const r = db.transaction(name).objectStore(name).getAllKeys(); r.onsuccess = () => done(r.result) })
  db.close()
  return out
})

async function story() {
  await act('1. the office makes a code; the link fills it in', async () => {
    await server.start()
    await wifi.start()
    logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
    recovery = server.output.match(/AGE-SECRET-KEY-1[0-9A-Z]+/)?.[0]
    check('the first start prints the recovery key', !!recovery)
    await desk.start()
    await office.signIn('quantri', logins.quantri)
    const code = await office.code('Khuê')
    await tablet.start()
    listen()
    await page().goto(`${wifi.url}/app/#code=${code}`)
    await screen('enrol')
    check('the code of the link stands in the boxes', await page().inputValue('[data-name="code"]') === code)
    check('and is gone from the address', !page().url().includes('code='), page().url())
    check('the three steps are named', await count('.buoc li') === 3)
    check('a square code can be scanned', await count('[data-name="scan"]') === 1)
    await picture(page(), 't-01')
  })

  await act('2. no promise to keep data: said before anything arrives', async () => {
    await page().click('[data-name="join"]')
    await screen('persist')
    await picture(page(), 't-01-persist')
    const keys = await storedKeys()
    check('nothing is stored yet', Object.values(keys).every(k => k.length === 0), keys)
    check('no household was asked for', !wifi.seen.some(s => s.includes('/api/v1/sync')))
    await page().click('[data-name="persist-go"]', { force: true })
    check('without a reason it does not go on', await count('[data-screen="persist"]') === 1)
    await page().fill('[data-name="persist-reason"]', reason)
    await page().click('[data-name="persist-go"]')
    await screen('pin-new')
    await a.pin('123456')
    check('an easy PIN is refused', /dễ đoán/.test(await until('words', () => page().locator('.loi').innerText().catch(() => ''))))
    await a.pin(pins.first)
    await screen('pin-again')
    await a.pin('999999')
    check('two that differ are refused', /khác nhau/.test(await until('words', () => page().locator('.loi').innerText().catch(() => ''))))
    await a.pin(pins.first); await screen('pin-again'); await a.pin(pins.first)
    await screen('arriving')
    await until('the households arrive', () => count('[data-name="start"][aria-disabled="false"]'))
    await picture(page(), 't-01-arrived')
    check('the number of households is told', /Đã nhận [1-9]\d* hộ/.test(await text()), await text())
    await page().evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await page().click('[data-name="start"]')
    await screen('today')
    check('the reason shows from then on', (await until('the strip', strip)).includes(reason), await strip())
    await picture(page(), 't-03-strip')
  })

  await act('3. this device: what is stored, room kept back, how it looks', async () => {
    await a.tab(3)
    await screen('device')
    const bytes = await until('the count', () => page().getAttribute('[data-figure="stored"]', 'data-bytes', { timeout: 5000 }))
    check('our own count of bytes', Number(bytes) > 10_000, bytes)
    const reserve = await page().getAttribute('[data-figure="stored"]', 'data-reserve')
    check('room is kept back', Number(reserve) >= 8 << 20, reserve)
    check('the reason stands here too', (await text()).includes(reason))
    await picture(page(), 't-15')
    for (const [mode, name] of [['nang', 'sun'], ['toi', 'dark'], ['', 'light']]) {
      await page().locator(`input[name="mode"][value="${mode}"]`).check({ force: true })
      check(`screen: ${name}`, (await page().evaluate(() => document.documentElement.dataset.cheDo ?? '')) === mode)
      await picture(page(), `t-15-${name}`)
    }
    await page().locator('input[name="autolock"][value="1"]').check({ force: true })
  })

  await act('4. another PIN; wrong ones make wait, after a restart too', async () => {
    await page().click('[data-name="change-pin"]')
    await screen('pin-confirm')
    await picture(page(), 't-15-pin')
    await a.pin(pins.first)
    await screen('pin-new'); await a.pin(pins.changed)
    await screen('pin-again'); await a.pin(pins.changed)
    await screen('pin-done')
    await page().click('[data-name="pin-back"]')
    await a.lock()
    await a.pin(pins.first)
    check('the old PIN no longer opens', /chưa đúng/.test(await until('words', () => page().locator('.loi').innerText().catch(() => ''))))
    for (let i = 2; i <= 5; i++) {
      await until('the keypad is free', async () => !(await page().locator('.cho-loi').innerText()).includes('Đang mở'))
      await a.pin('908172')
      await until(`try ${i} is judged`, async () => (await page().evaluate(() => new Promise(done => { const r = indexedDB.open('sothon'); r.onsuccess = () => { const g = r.result.transaction('device').objectStore('device').get('tries'); g.onsuccess = () => { r.result.close(); done(g.result.wrong) } } }))) === i)
    }
    check('five wrong: wait', /Đợi/.test(await until('words', async () => { const t = await text(); return /Đợi/.test(t) && t })))
    await picture(page(), 't-02-wait')
    await tablet.kill()
    await tablet.start()
    listen()
    await a.open()
    await screen('lock')
    check('after a restart it still waits', /Đợi/.test(await until('words', async () => { const t = await text(); return /Đợi/.test(t) && t })))
    await later(61_000)
    await until('the wait is over', async () => !/Đợi/.test(await text()))
    await a.unlock(pins.changed)
    check('then the new PIN opens', await count('[data-screen="today"]') === 1)
  })

  await act('5. a second person: allowed by the office, own PIN, own name', async () => {
    await office.go('/devices')
    writer = (await desk.page.locator('a[href^="/devices/"][href$="/pin"]').first().getAttribute('href')).split('/')[2]
    await office.go(`/devices/${writer}/pin`)
    await desk.page.locator('label', { hasText: 'Thơm' }).locator('input').check()
    await office.submit(desk.page.locator(`form[action="/devices/${writer}/users"]`))
    await picture(desk.page, 'd-07-device')
    await a.sync()
    await a.tab(3)
    await page().click('[data-name="add-user"]')
    await screen('pin-confirm')
    await a.pin('111111')
    check('without the first person\'s PIN nobody is added', /chưa đúng/.test(await until('words', () => page().locator('.loi').innerText().catch(() => ''))))
    await until('the keypad is free', async () => !(await page().locator('.cho-loi').innerText()).includes('Đang mở'))
    await a.pin(pins.changed)
    await screen('pin-new'); await a.pin(pins.second)
    await screen('pin-again'); await a.pin(pins.second)
    await screen('pin-done')
    await page().click('[data-name="pin-back"]')
    await page().click('[data-name="change-user"]')
    await screen('lock')
    check('two people to choose from', await count('[data-user]') === 2)
    await picture(page(), 't-02')
    await page().locator('[data-user]', { hasText: 'Thơm' }).click()
    await a.pin(pins.changed)
    check('one person\'s PIN does not open as the other', /chưa đúng/.test(await until('words', () => page().locator('.loi').innerText().catch(() => ''))))
    await until('the keypad is free', async () => !(await page().locator('.cho-loi').innerText()).includes('Đang mở'))
    await a.unlock(pins.second)
    await a.tab(3)
    check('the screens name who works', /Thơm đang dùng/.test(await text()), await text())
  })

  await act('6. a forgotten PIN is undone with the recovery key, which never leaves the office\'s browser', async () => {
    await a.lock()
    await page().locator('[data-user]', { hasText: 'Thơm' }).click()
    await page().getByText('Quên mã').click()
    await screen('forgot')
    await picture(page(), 't-02-forgot')
    await page().click('[data-name="ask-office"]')
    const digits = await page().locator('[data-figure="check"]').innerText()
    await until('the server has it', async () => (await page().getAttribute('[data-screen="forgot"]', 'data-state')) === 'waiting')
    await picture(page(), 't-02-forgot-asked')
    const sent = []
    desk.page.on('request', r => sent.push(r.postData() ?? ''))
    await office.go(`/devices/${writer}/pin`)
    check('both screens show the same number', (await desk.page.locator('[data-check]').innerText()) === digits)
    const form = desk.page.locator('[data-pin] form')
    await desk.page.fill('#khoa', 'AGE-SECRET-KEY-1QQQ')
    await form.locator('button').click()
    check('a mistyped key is said to be wrong', /không đúng/.test(await desk.page.locator('[data-problem]').innerText()))
    await picture(desk.page, 'd-07-pin')
    await desk.page.fill('#khoa', recovery)
    await office.submit(form)
    check('the office is told that it is done', /Đã mở khoá/.test(await office.text()))
    await picture(desk.page, 'd-07-pin-done')
    check('the key was not sent anywhere', sent.length > 0 && sent.every(b => !b.includes(recovery) && !b.includes(recovery.slice(16, 40))))
    check('nor is it in the server\'s words', server.output.split(recovery).length === 2)
    await screen('forgot-new')
    await a.pin(pins.renewed); await screen('pin-again'); await a.pin(pins.renewed)
    await screen('today')
    await a.lock()
    await page().locator('[data-user]', { hasText: 'Thơm' }).click()
    await a.unlock(pins.renewed)
    check('the new PIN opens', await count('[data-screen="today"]') === 1)
  })

  await act('7. the network, in words', async () => {
    wifi.mode = 'gone'
    check('nobody answers', await a.sync() === 'noserver')
    check('it says when it tries again', /Máy sẽ thử lại lúc/.test(await text()), await text())
    await picture(page(), 't-14-noserver')
    wifi.mode = 'portal'
    check('a hotspot\'s page', await a.sync() === 'portal')
    await picture(page(), 't-14-portal')
    await tablet.context.setOffline(true)
    check('no network', await a.sync() === 'offline')
    await picture(page(), 't-14-offline')
    await tablet.context.setOffline(false)
    await later(-400 * 86_400_000, true)
    wifi.mode = 'gone'
    check('a clock before the last contact', await a.sync() === 'clock')
    await picture(page(), 't-14-clock')
    await later(400 * 86_400_000, true)
    wifi.mode = 'good'
    check('and well again', await a.sync() === 'done')
    await picture(page(), 't-14')
  })

  await act('8. a new version waits until somebody asks for it, and never in a form', async () => {
    wifi.newer = '\n// newer\n'
    await page().evaluate(() => navigator.serviceWorker.getRegistration().then(r => r.update()))
    await a.tab(0)
    check('it is offered on the first page', /bản Sổ Thôn mới/.test(await until('the strip', async () => { const t = await strip(); return /bản Sổ Thôn/.test(t) && t })))
    await picture(page(), 't-16-update')
    const [home] = await a.households()
    await page().click(`[data-screen="find"] button[data-case="${home.case}"]`)
    await a.openRecord()
    check('a form does not speak of it', !/bản Sổ Thôn/.test(await text()))
    await a.leave()
    await a.tab(0)
    await Promise.all([page().waitForNavigation(), page().locator('.dai button').click()])
    await screen('lock')
    await page().locator('[data-user]', { hasText: 'Thơm' }).click()
    await a.unlock(pins.renewed)
    check('the new version opens the same data', await count('[data-screen="today"]') === 1)
  })

  let home
  await act('9. a draft of one person is there for the other, under its author\'s name', async () => {
    wifi.mode = 'gone'
    home = (await a.households()).find(h => h.name === household.name) // in the villages of both
    await a.openHousehold(home.case, home.name)
    await a.goto('mo_dau', 'lydo_tham')
    await a.answer('lydo_tham', '2')
    await a.goto('mo_dau', 'ketqua_tham'); await a.answer('ketqua_tham', '1')
    await a.goto('ho', 'dien_thoai')
    await a.answer('dien_thoai', planted[0])
    await page().reload()
    await page().locator('[data-user]', { hasText: 'Khuê' }).click()
    await a.unlock(pins.changed)
    await a.find(home.name)
    await page().click(`[data-screen="find"] button[data-case="${home.case}"]`)
    await screen('household')
    check('whose draft it is stands on the card', /hơm làm dở phiếu này trên máy này/.test(await until('the card', async () => { const t = await text(); return /Phiếu năm nay/.test(t) && t })), await text())
    await picture(page(), 't-05-other-draft')
    await a.openRecord()
    await a.goto('ho', 'dien_thoai')
    check('the other person goes on with it', await a.valueOf('dien_thoai') === planted[0])
  })

  await act('10. after locking nobody can read what was written', async () => {
    await a.goto('nuocvs', 'nuoc_an'); await a.answer('nuoc_an', '3')
    await a.goto('nuocvs', 'nuoc_vandede')
    for (const value of planted.slice(1)) await a.answer('nuoc_vandede', value)
    await a.goto('nhao', 'nha_nhucau'); await a.answer('nha_nhucau', '2')
    await a.goto('nhao', 'nha_anh')
    await a.answer('nha_anh', { name: `${fileName}.png`, mimeType: 'image/png', buffer: readFileSync(new URL('house.png', import.meta.url)) })
    const listed = (await page().evaluate(() => [...document.querySelectorAll('h1')].map(h => h.innerText))).length
    check('the form is open', listed > 0)
    await a.leave()
    const names = (await a.households()).slice(0, 4).map(h => h.name)
    await page().fill('main input', 'nguyen thi canh tim')
    await a.lock()
    const secrets = [...planted, fileName, ...names, 'nguyen thi canh tim']
    check('at least 20 values were planted', new Set(secrets).size >= 20, secrets.length)
    const shown = await page().evaluate(() => document.documentElement.innerHTML)
    check('none is left on the page', secrets.filter(x => shown.includes(x)).length === 0, secrets.filter(x => shown.includes(x)))
    const inMemory = await page().evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]))
    check('none in the settings of the browser', secrets.filter(x => inMemory.includes(x)).length === 0)
    await tablet.kill()
    const seen = secrets.filter(x => found(join(work, 'tablet'), x).length > 0)
    check('none in the raw profile, in UTF-8 or UTF-16', seen.length === 0, seen.map(x => [x, found(join(work, 'tablet'), x)]))
    check('the search itself finds what is there', found(join(work, 'tablet'), 'sothon').length > 0)
    check('none in the server\'s words', secrets.filter(x => server.output.includes(x)).length === 0)
    check('none on the console', secrets.filter(x => consoleLines.some(l => l.includes(x))).length === 0)
    await tablet.start()
    listen()
    await a.open()
    await screen('lock')
  })

  await act('11. it locks by itself, not while a file is chosen; two windows; a long silence', async () => {
    await page().locator('[data-user]', { hasText: 'Khuê' }).click()
    await a.unlock(pins.changed)
    await until('the sync of the start has ended', async () => /chưa gặp được/.test(await strip()))
    await page().evaluate(() => { for (const kind of ['pointerdown', 'keydown', 'touchstart', 'scroll']) addEventListener(kind, e => (window.touchedBy ??= []).push(`${kind} ${e.target?.nodeName} ${e.isTrusted}`), true) })
    await later(61_000)
    await page().waitForSelector('[data-screen="lock"]').catch(async e => { throw new Error(`${e}: touched by ${await page().evaluate(() => String(window.touchedBy))}`) })
    check('after the minute that was set it locks', true)
    await a.unlock(pins.changed)
    const other = await tablet.context.newPage()
    await other.goto(`${wifi.url}/app/`)
    await other.waitForSelector('[data-screen="elsewhere"]')
    check('a second window says that the first is open', /đang mở ở cửa sổ khác/.test(await other.evaluate(() => document.body.innerText)))
    await picture(other, 't-16-two-windows')
    await other.close()
    await a.lock()
    await later(15 * 86_400_000)
    await a.unlock(pins.changed)
    check('after 14 days without contact the list is hidden', /tạm ẩn/.test(await text()), await text())
    const left = await a.households()
    check('only what was not sent is open', left.length === 1 && left[0].case === home.case, left)
    await a.tab(0)
    await picture(page(), 't-03-stale')
    await later(-15 * 86_400_000 - 61_000)
  })

  await act('12. the order to erase: sent first, then everything goes, then the receipt', async () => {
    await a.openHousehold(home.case, home.name)
    await a.goto('ho', 'dien_thoai')
    await a.answer('dien_thoai', '0912000999')
    await office.go(`/devices/${writer}/pin`)
    await desk.page.locator('details', { has: desk.page.locator('form[action$="/wipe"]') }).locator('summary').click()
    await desk.page.fill('form[action$="/wipe"] [name="reason"]', 'bài thử')
    await office.submit(desk.page.locator('form[action$="/wipe"]'))
    wifi.mode = 'good'
    await page().evaluate(() => dispatchEvent(new Event('online')))
    await screen('wiped')
    await page().waitForSelector('[data-screen="wiped"][data-sent="true"]')
    await picture(page(), 'wiped')
    const left = await page().evaluate(async () => ({
      databases: (await indexedDB.databases()).map(d => d.name), caches: await caches.keys(), local: Object.keys(localStorage),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      files: await (async () => { const names = []; for await (const n of (await navigator.storage.getDirectory()).keys()) names.push(n); return names })(),
    }))
    check('databases, caches, files, settings and the service worker are gone', !left.databases.includes('sothon') && left.caches.length + left.local.length + left.workers + left.files.length === 0, left)
    check('what was not sent came before', await until('the held record', async () => { await office.go('/inbox?queue=held'); return (await desk.page.locator('a[href^="/records/"]').count()) > 0 }))
    await page().reload()
    await screen('enrol')
    check('the tablet can be enrolled again', !/đã bị xoá/.test(await text()))
  })

  await act('13. locked: whom to call, and the order to erase, which waits a day for what is only here', async () => {
    await office.go('/devices')
    await desk.page.fill('form[action="/devices/phone"] [name="phone"]', '0221 3862 111')
    await office.submit(desk.page.locator('form[action="/devices/phone"]'))
    await picture(desk.page, 'd-07-phone')
    await a.enrol(await office.code('Khuê'), 'Máy thứ hai', pins.first)
    await a.lock()
    check('the lock screen says whom to call', (await until('the number', () => page().locator('[data-name="call"]').innerText())).includes('0221 3862 111'))
    await picture(page(), 't-02-call')
    await a.unlock(pins.first)
    await a.tab(3)
    check('so does the page of the device', (await page().innerText('[data-screen="device"]')).includes('0221 3862 111'))
    wifi.mode = 'gone'
    const [mine] = await a.households()
    await a.openHousehold(mine.case, mine.name)
    await a.goto('mo_dau', 'lydo_tham')
    await a.answer('lydo_tham', await page().locator('section[data-name="lydo_tham"] label[data-choice]').first().getAttribute('data-choice'))
    await a.leave()
    await a.lock()
    await office.go('/devices')
    const other = await desk.page.locator('a', { hasText: 'Máy thứ hai' }).getAttribute('href')
    await office.go(`${other}/pin`)
    await desk.page.locator('details', { has: desk.page.locator('form[action$="/wipe"]') }).locator('summary').click()
    await desk.page.fill('form[action$="/wipe"] [name="reason"]', 'mất máy')
    await office.submit(desk.page.locator('form[action$="/wipe"]'))
    wifi.mode = 'good'
    await page().evaluate(() => dispatchEvent(new Event('online')))
    const waits = await until('the order is told', () => page().locator('[data-name="wipe-waits"]').innerText())
    check('with something unsent it waits and says until when', /1 phiếu/.test(waits), waits)
    await picture(page(), 't-02-wipe-waits')
    await later(25 * 3_600_000)
    await page().evaluate(() => dispatchEvent(new Event('online')))
    await page().waitForSelector('[data-screen="wiped"][data-sent="true"]')
    check('after a day it erases itself, and says what went with it', /1 phiếu chưa gửi đã mất/.test(await text()), await text())
    await picture(page(), 'wiped-locked')
    const left = await page().evaluate(async () => (await indexedDB.databases()).map(d => d.name))
    check('nothing is left', !left.includes('sothon'), left)
    await office.go(other)
    check('the office has the receipt, with what was lost', await until('the receipt', async () => { await office.go('/devices'); return (await desk.page.locator('tr', { hasText: 'Máy thứ hai' }).innerText()).includes('1') }))
  })
}

try {
  await story()
} catch { /* told above */ } finally {
  for (const b of [desk, tablet]) await b.stop().catch(() => {})
  await wifi.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
