// Every page of the office and every screen of the tablet, each at three sizes: what judge.mjs looks for, and pictures.
// One server, a desk, two tablets; the commune is brought to life first (pages/life.mjs). The pages of the office are those
// of the router (pages/routes.mjs): one that nobody looks at fails the run. Pictures go to PAGES_PICTURES when it is set,
// those of docs/screens to PAGES_DOCS.
//
//	node story/pages.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { gallery } from './gallery.mjs'
import { Office } from './office.mjs'
import { indexed, unknownButtons, unknownPictures } from './pages/guides.mjs'
import { asOthers, missing, stale, table } from './pages/desk.mjs'
import { belongs } from './pages/routes.mjs'
import { judge, listen, sizes } from './pages/judge.mjs'
import { asBefore, draft, has, lastYear, openCard, openRecord, visit } from './pages/life.mjs'
import { small } from './pages/png.mjs'
import * as screens from './pages/tablet.mjs'
import { Wifi } from './proxy.mjs'
import { freePort, Server } from './server.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'sothon-pages-'))
const pictures = process.env.PAGES_PICTURES
const docs = process.env.PAGES_DOCS
if (pictures) mkdirSync(pictures, { recursive: true })

const server = new Server(join(work, 'data'), await freePort())
const wifiA = new Wifi(await freePort(), server.url)
const wifiB = new Wifi(await freePort(), server.url)
const desk = new Browser(join(work, 'desk'), sizes.desk)
const tabletA = new Browser(join(work, 'a'), sizes.tablet)
const tabletB = new Browser(join(work, 'b'), sizes.phone)
const a = new Collector(tabletA, wifiA.url)
const b = new Collector(tabletB, wifiB.url)
const office = new Office(desk, server.url)
const pins = { a: '314159', b: '271828' }
/** Things of the commune that addresses name: records, cases, devices, users by what they are. */
const life = { records: {}, cases: {}, users: {}, devices: [], whole: [] }
const logins = { giamsat: 'mat-khau-giam-sat-2026' }

/** A list as a commune keeps it in Excel. */
const communeList = `UBND XÃ MẪU
STT;Mã hộ;Họ và tên;Quan hệ với chủ hộ;Ngày sinh;;Số CCCD;Thôn
;;;;Nam;Nữ;;
1;X01;Vũ Văn Một;Chủ hộ;14/10/1960;;033060001234;Thôn Đông
2;;Bùi Thị Hai;Vợ;;1962;33162005678;Thôn Đông
3;;Vũ Văn Ba;Con;02/03/1995;;;Thôn Đông
`

/** The pictures that docs/screens shows, and those that this run could take. */
const shown = indexed()
const taken = new Set()

/** A look at what a page of a browser shows now: everything that is wrong is one failed check. */
const watch = (browser, of, options, page = browser.page) => {
  const ears = listen(page, of === 'd' ? server.url : (of === 'a' ? wifiA : wifiB).url, {
    expected: text => /Failed to load resource|net::ERR/.test(text), // a refused code, a server that is away: the screens say so
  })
  return async (name, more = {}) => {
    const picture = async size => {
      const file = `${of === 'd' ? 'd' : 't'}-${name}-${size}.png`
      taken.add(file)
      if (pictures) await page.screenshot({ path: join(pictures, file), fullPage: of === 'd' && size !== 'desk' })
      if (docs && shown.has(file)) writeFileSync(join(docs, file), small(await page.screenshot()))
    }
    const wrong = await judge(page, { ...options, ...more, picture })
    wrong.push(...ears.take())
    check(`${of === 'd' ? 'office' : 'tablet'}: ${name}`, wrong.length === 0, wrong.map(w => `\n      ${w}`).join(''))
  }
}

async function act(title, run) {
  const from = Date.now()
  console.log(`\n${title}`)
  try { await run() } catch (e) {
    check(title, false, String(e.stack ?? e).split('\n').slice(0, 12).join('\n'))
    for (const [n, x] of [['desk', desk], ['a', tabletA], ['b', tabletB]]) if (x.page && pictures) await x.page.screenshot({ path: join(pictures, `failed-${n}.png`) }).catch(() => {})
  }
  console.log(`      ${Math.round((Date.now() - from) / 1000)} s`)
}

let seeA, seeDesk, houses
/** Brings a tablet to its first page, wherever it stands. */
async function atHome(c, pin) {
  if (await has(c.page, 'nav.t-tab')) return c.tab(0)
  await c.open()
  await c.unlock(pin)
  if (!await has(c.page, '[data-screen="today"]')) await c.leave()
}
/** Sends what the tablet has and waits for the answer. */
const send = async c => { const got = await c.sync(); if (got !== 'done') throw new Error(`not sent: ${got}`) }
const caseOf = key => life.cases[key]
/** Presses a button of the office's page that stands in a form which leads to an address. */
const press = async (action, fill = {}) => {
  const form = desk.page.locator(`form[action$="${action}"]`).first()
  await form.evaluate(f => { for (const d of [...f.querySelectorAll('details'), f.closest('details')]) if (d) d.open = true })
  for (const [name, value] of Object.entries(fill)) {
    const field = form.locator(`[name="${name}"]`).first()
    if (await field.evaluate(e => e.tagName) === 'SELECT') await field.selectOption(value)
    else if (['checkbox', 'radio'].includes(await field.getAttribute('type'))) await field.check({ force: true })
    else await field.fill(value)
  }
  await office.submit(form)
}

async function run() {
  await act('the office starts', async () => {
    check('every page of the router is looked at', missing().length === 0, missing())
    check('and the table names no page that is gone', stale().length === 0, stale())
    check('every button that a guide names is on a screen', unknownButtons().length === 0, unknownButtons())
    check('every picture of the guides is in the index, every one of the index is there', unknownPictures().length === 0, unknownPictures())
    await server.start()
    await wifiA.start()
    await wifiB.start()
    Object.assign(logins, Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1))))
    await desk.start()
    seeDesk = watch(desk, 'd')
    await office.go('/login')
    await seeDesk('login')
    await office.signIn('quantri', 'mat-khau-sai-mat-khau')
    await seeDesk('login-wrong')
    await office.signIn('quantri', logins.quantri)
    await office.go('/inbox')
    await seeDesk('inbox-empty')
    await office.go('/devices')
    await seeDesk('devices-none')
  })

  await act('the first tablet, from the code to the list', async () => {
    const code = await office.code('Khuê')
    await seeDesk('devices-code')
    await tabletA.start()
    seeA = watch(tabletA, 'a', { least: 48, axeAt: ['tablet', 'phone'] })
    await screens.enrol(a, code, pins.a, seeA)
    await tabletB.start()
    await b.enrol(await office.code('Thơm'), 'Máy chị Thơm', pins.b)
    const mine = await a.households()
    const both = new Set((await b.households()).map(h => h.case))
    houses = mine.filter(h => h.state === 'new' && both.has(h.case))
  })

  await act('finding a household and its card', () => screens.finding(a, houses[20], seeA))
  await act('households that were visited whole last year', async () => {
    for (const h of houses.slice(0, 18)) {
      await openRecord(a, h)
      await lastYear(a)
      await asBefore(a, 1) // the start of the visit says what else is asked
      const groups = await lastYear(a)
      await a.page.click('[data-name="undo"]')
      await until('it is open again', () => has(a.page, '[data-name="group-as-before"][data-of="mo_dau"]'))
      await a.page.click('[data-name="leave"]')
      await a.page.waitForSelector('[data-screen="today"]')
      if (groups >= 8) life.whole.push(h)
      if (life.whole.length === 6) break
    }
    check('there are six', life.whole.length === 6, life.whole.length)
  })
  await act('an open record', () => screens.record(a, life.whole[5], seeA))
  await act('back to the first page', async () => {
    await a.open()
    await a.page.waitForSelector('.phim-so')
    await seeA('lock-start')
    await atHome(a, pins.a)
  })

  await act('a round in full swing', async () => {
    const whole = ['conflict', 'returned', 'approved', 'changed', 'finished']
    for (const [i, key] of whole.entries()) {
      const h = life[key] = life.whole[i]
      life.cases[key] = h.case
      if (key === 'conflict') { // before the other tablet hears of it
        wifiB.mode = 'gone'
        await openRecord(b, h)
        await asBefore(b, 1)
        await b.goto('nuocvs', 'nuoc_an')
        await b.answer('nuoc_an', '3')
        await b.leave()
      }
      await visit(a, h, async () => {
        if (key === 'returned') await seeA('contents-as-before')
        if (key !== 'conflict') return
        await a.goto('nuocvs', 'nuoc_an')
        await a.answer('nuoc_an', '1')
      })
    }
    check('five households are visited whole', whole.every(caseOf), life.cases)
    await draft(b, life.changed)
    await draft(a, houses[21], 2)
    await send(a)
    await seeA('sync-done')
    wifiB.mode = 'good'
    await send(b)
    for (const [key, id] of Object.entries(life.cases)) {
      await office.go(`/households/${id}`)
      life.records[key] = (await desk.page.locator('a[href^="/records/"]').first().getAttribute('href')).split(/[/?]/)[2]
    }
  })

  await act('the office decides', async () => {
    await office.go(`/records/${life.records.returned}`)
    await office.sendBack('Số điện thoại', 'Nhờ bác hỏi lại số điện thoại', 'Số điện thoại chưa rõ')
    for (const key of ['approved', 'changed']) {
      await office.go(`/records/${life.records[key]}`)
      await office.approve()
    }
    wifiB.mode = 'gone' // the other tablet does not hear of it and goes on
    await openRecord(b, life.changed)
    await b.goto('nuocvs', 'nuoc_an')
    const was = await b.valueOf('nuoc_an')
    await b.answer('nuoc_an', was === '2' ? '1' : '2')
    await b.leave()
    wifiB.mode = 'good'
    await send(b)
  })

  await act('what the network is like, in words', async () => {
    await tabletA.context.setOffline(true)
    check('no network', await a.sync() === 'offline')
    await seeA('sync-offline')
    await tabletA.context.setOffline(false)
    wifiA.mode = 'portal'
    check('the page of a hotspot', await a.sync() === 'portal')
    await seeA('sync-portal')
    wifiA.mode = 'gone'
    check('nobody answers', await a.sync() === 'noserver')
    await seeA('sync-noserver')
    await draft(a, houses[22], 1)
    await seeA('today-waiting')
    wifiA.mode = 'good'
    await send(a)
  })

  await act('what came back to the tablet', () => screens.returning(a, life, seeA))
  await act('how the screens look', async () => {
    await atHome(a, pins.a)
    await screens.device(a, seeA)
  })

  await act('a forgotten PIN; a tablet that is erased', async () => {
    await office.go('/devices')
    life.devices = await desk.page.$$eval('tbody a[href^="/devices/"]:not([href$="/pin"])', all => all.map(e => e.getAttribute('href').split('/')[2]))
    const names = await desk.page.$$eval('tbody tr', all => all.map(e => e.innerText))
    if (names[0].includes('Thơm')) life.devices.reverse()
    await screens.forgotten(a, pins.a, seeA, async () => {
      await office.go(`/devices/${life.devices[0]}/pin`)
      await seeDesk('device-pin-asked')
    })
    wifiB.mode = 'gone'
    await draft(b, houses[23], 1)
    life.cases.held = houses[23].case
    await office.go(`/devices/${life.devices[1]}`)
    await press('/wipe', { reason: 'Máy mất ở chợ' })
    await seeDesk('device-wipe-ordered')
    wifiB.mode = 'good'
    await tabletB.page.evaluate(() => dispatchEvent(new Event('online')))
    await tabletB.page.waitForSelector('[data-screen="wiped"][data-sent="true"]')
    await watch(tabletB, 'b', { least: 48, axeAt: ['tablet', 'phone'] })('wiped')
    life.records.held = await until('the held record', async () => (await office.inbox('held'))[0]?.href.split(/[/?]/)[2])
  })

  await act('forms, people, rounds', async () => {
    await office.upload(join(root, 'server/web/app/story/broken.xlsx'))
    await seeDesk('form-mistakes')
    const workbookOf = label => ({ name: 'thu.md', mimeType: 'text/markdown', buffer: Buffer.from(`| survey |\n| | type | name | label |\n| | text | ten | ${label} |\n| | select_one nuoc | nuoc | Nguồn nước |\n| choices |\n| | list_name | name | label |\n| | nuoc | 1 | Mưa |\n| | nuoc | 2 | Giếng |\n| settings |\n| | form_id | form_title |\n| | thu | Phiếu thử |\n`) })
    await office.upload(workbookOf('Tên'))
    await office.publish()
    await office.upload(workbookOf('Họ và tên'))
    await seeDesk('form-checked')
    const second = await desk.page.getAttribute('form[action$="/publish"]', 'action').then(x => x.split('/')[2])
    await office.publish()
    await office.go('/forms')
    life.diff = await desk.page.locator('section', { hasText: 'Phiếu thử' }).locator('a[href*="/diff"]').first().getAttribute('href')
    life.form = (await desk.page.locator('section', { hasText: 'ho_gia_dinh' }).locator('a[href$="/preview"]').first().getAttribute('href')).split('/')[2]
    await press(`/${second}/retire`, { reason: 'thay bằng mẫu khác' })
    for (const [name, rows] of [['ds-loi.csv', '4;X02;Ngô Văn Sáu;Chủ hộ;31/02/1980;;12;Thôn Lạ\n'], ['ds.csv', '']]) {
      await office.go('/households/import')
      await desk.page.setInputFiles('input[type="file"]', { name, mimeType: 'text/csv', buffer: Buffer.from(communeList + rows) })
      await office.submit(desk.page.locator('form[enctype]'))
      life.intake = new URL(desk.page.url()).pathname.split('/')[3]
      if (rows) {
        await office.go(`/households/import/${life.intake}/check`)
        await seeDesk('import-problems')
      }
    }
    for (const [name, from, link] of [['entry', '/movement/mo_hinh?year=2026', 'a[href^="/movement/mo_hinh/"].ten'], ['fund', '/fund?year=2026', 'a[href^="/fund/"].ten'], ['score', '/scores?kind=thon&year=2025', 'a[href^="/scores/thon/"].ten']]) {
      await office.go(from)
      life[name] = await desk.page.locator(link).first().getAttribute('href')
    }
    await office.go('/loans/import')
    life.bank = (await desk.page.locator('a[href^="/loans/import/"]').first().getAttribute('href')).split('/')[3]
    await office.go('/loans')
    const awarded = async path => { await office.go(path); return (await desk.page.locator('td a[href^="/awards/"]').first().getAttribute('href')).split('/')[2] }
    life.award = await awarded('/awards?year=2026&state=agreed')
    life.given = await awarded('/awards/register?year=2026')
    await office.go('/loans')
    life.loan = (await desk.page.locator('a[href^="/loans/"].ten').first().getAttribute('href')).split('/')[2]
    await office.go('/users')
    await press('/users', { login: 'giamsat', name: 'Ngô Thị Giám (mẫu)', role: 'supervisor', all_areas: '1', password: logins.giamsat })
    await office.go('/users')
    await press('/users', { login: 'cu', name: 'Trần Đình Nguyệt Hường Nghỉ Việc (mẫu)', role: 'collector', area: '1' })
    const open = async name => { await office.go('/users'); await office.go(await desk.page.locator('tr', { hasText: name }).locator('a[href^="/users?edit="]').getAttribute('href')) }
    await open('Nghỉ Việc')
    life.users.locked = new URL(desk.page.url()).searchParams.get('edit')
    await seeDesk('user')
    await press('/lock')
    await office.go('/users')
    await press('/users', { login: 'moi', name: 'Lê Thị Mới (mẫu)', role: 'reviewer', all_areas: '1' })
    await open('Thị Mới')
    await press('/invite')
    await seeDesk('user-invited')
    life.invite = new URL(await desk.page.locator('[data-link]').innerText()).pathname
    await office.go('/rules')
    life.rules = await desk.page.locator('main a[href^="/rules/"]').first().getAttribute('href')
    await office.go('/rounds')
    life.round = (await desk.page.getByRole('link', { name: 'Rà soát năm 2026' }).getAttribute('href')).split('/')[2]
    await office.go(`/households/${life.cases.approved}`)
    life.person = await desk.page.locator('a[href^="/people/"]').first().getAttribute('href')
  })

  await act('a newer form', async () => {
    const file = join(work, 'gallery.xlsx')
    writeFileSync(file, gallery('SOTHON-THẺ HỘ-0042'))
    await office.upload(file)
    await office.publish()
    await atHome(a, pins.a)
    await send(a)
    await screens.newer(a, houses[21], seeA)
  })

  // The tablet and the office side by side, and the office on two pages.
  await Promise.all([
    act('every kind of question in the dark', () => screens.everyQuestion(a, houses[24], seeA)),
    act('every page of the office', async () => {
      const todo = Object.entries(table).flatMap(([path, all]) => all.map(([name, at]) => ({ path, name, at })))
      const other = await desk.window()
      const go = async (on, see) => { for (let x; (x = todo.shift());) await page(x.path, x.name, x.at, on, see) }
      await Promise.all([go(desk.page, seeDesk), go(other, watch(desk, 'd', {}, other))])
      await other.close()
      await office.signOut()
      await office.go('/overview')
      await seeDesk('sent-to-sign-in', { axeAt: [] })
      for (const [login, all] of Object.entries(asOthers)) {
        await office.signOut()
        await office.signIn(login, logins[login])
        for (const [name, at] of all) await page('', name, at)
      }
      const gone = await office.go('/records/00000000000000000000000000000000')
      check('what is not there is said in words', gone.status() === 404)
      await seeDesk('not-found')
    }),
  ])
  current()
}

/** Every picture of docs/screens is one of this run. */
const current = () => check('docs/screens shows what the program shows', [...shown].every(f => taken.has(f)), [...shown].filter(f => !taken.has(f)))

/** Looks at one page of the office. */
async function page(path, name, at, on = desk.page, see = seeDesk) {
  const address = typeof at === 'function' ? at(life) : at
  if (!address || /undefined/.test(address)) return check(`office: ${name}`, false, `no address: ${address}`)
  if (path && !belongs(path, address)) check(`${name} is a page of ${path}`, false, address)
  const answer = await on.goto(server.url + address)
  if (!answer.ok()) return check(`office: ${name}`, false, `${answer.status()} at ${address}`)
  await see(name)
}

try { await run() } catch (e) { check('the run comes to its end', false, String(e.stack ?? e)) } finally {
  for (const x of [desk, tabletA, tabletB]) if (x.process && x.process.exitCode === null) await x.stop().catch(() => {})
  for (const w of [wifiA, wifiB]) await w.stop().catch(() => {})
  if (server.process && server.process.exitCode === null) await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
