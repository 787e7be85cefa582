// The first story, as two collectors, an admin and a reviewer live it: from the Excel form to the approved record, in real
// browsers against the shipped program. Tablets are browsers of their own that begin from enrolment; the network is cut by
// stopping the server; one browser is killed with SIGKILL in mid-form. Pictures go to STORY_PICTURES when it is set.
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { household, member, visit } from './answers.mjs'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { found } from './disk.mjs'
import { readExport } from './exported.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'sothon-story-'))
const pictures = process.env.STORY_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })
const picture = (page, name) => pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined

const server = new Server(join(work, 'data'), await freePort())
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const tabletA = new Browser(join(work, 'a'))
const tabletB = new Browser(join(work, 'b'), { width: 360, height: 740 })
const a = new Collector(tabletA, server.url)
const b = new Collector(tabletB, server.url)
const office = new Office(desk, server.url)
// what a household may say, and what a hostile one might
const water = '=1+1 <img src=x onerror=alert(1)> nước có mùi tanh'
const pins = { a: '314159', b: '271828' }

async function act(title, run) {
  console.log(`\n${title}`)
  try { await run() } catch (e) {
    check(title, false, String(e.stack ?? e))
    for (const [n, x] of [['desk', desk], ['a', tabletA], ['b', tabletB]]) if (x.page) await picture(x.page, `failed-${n}`)?.catch(() => {})
    throw e
  }
}

async function story() {
  await act('1. the demo starts and says how to sign in', async () => {
    await server.start()
    const logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
    check('it prints an admin and a reviewer', logins.quantri && logins.thamdinh, server.output)
    check('it prints a code for each of two collectors', [...server.output.matchAll(/\b[2-9A-HJ-NP-Z]{4}-?[2-9A-HJ-NP-Z]{4}\b/g)].length >= 2, server.output)
    await desk.start()
    await picture(desk.page, 'd-01')
    await office.signIn('quantri', 'mat-khau-khong-dung')
    check('a wrong password is refused in words', /chưa đúng/.test(await office.text()))
    await office.signIn('quantri', logins.quantri)
    office.reviewer = logins.thamdinh
    check('the admin is in', /Thẩm định|Hộp|Biểu mẫu/.test(await office.text()))
  })

  await act('2. the admin uploads the household form and publishes it', async () => {
    const bad = await office.upload(join(root, 'server/web/app/story/broken.xlsx'))
    await picture(desk.page, 'd-05-mistakes')
    check('a workbook with mistakes names sheet, row and column of each', ['survey', 'choices'].every(s => bad.includes(s)) && (bad.match(/dòng|hàng/gi) ?? []).length >= 3, bad)
    const good = await office.upload(join(root, 'schema/seed/forms/ho-gia-dinh.xlsx'))
    await picture(desk.page, 'd-05')
    check('the shipped workbook has no mistake', !/lỗi/i.test(good) || /không có lỗi/i.test(good), good)
    await office.publish()
    check('it is published', /Ban hành|bản 2|phiên bản 2/i.test(await office.text()), await office.text())
  })

  await act('3. two collectors enrol two tablets', async () => {
    const codes = { a: await office.code('Khuê'), b: await office.code('Thơm') }
    await picture(desk.page, 'd-07')
    await tabletA.start()
    await tabletB.start()
    await a.enrol(codes.a, 'Máy bác Khuê', pins.a)
    await b.enrol(codes.b, 'Máy chị Thơm', pins.b)
    await picture(a.page, 't-03')
    await picture(b.page, 't-03-phone')
    const used = new Browser(join(work, 'c'))
    await used.start()
    await used.page.goto(`${server.url}/app/`)
    await used.page.fill('[data-name="code"]', codes.a)
    await used.page.click('[data-name="join"]')
    await new Collector(used, server.url).agree()
    const told = await until('the used code is refused', async () => (await used.page.locator('.loi').count()) && used.page.locator('.loi').innerText())
    check('a code works once', /đã dùng/.test(told), told)
    await used.stop()
    const seen = { a: await a.households(), b: await b.households() }
    const villages = async c => c.page.$$eval('[data-case]', all => [...new Set(all.map(e => e.innerText))].length)
    check('each has its villages only', seen.a.length > 0 && seen.b.length > 0 && await villages(a) > 0)
  })

  let id = ''
  const beforeKill = new Map()
  await act('4. offline, each by itself, both open the same household', async () => {
    await server.stop()
    await a.find('cong thang luong')
    await picture(a.page, 't-04')
    id = await a.page.getAttribute('[data-screen="find"] button[data-case]', 'data-case')
    await a.page.click(`button[data-case="${id}"]`)
    await a.page.waitForSelector('[data-screen="household"]')
    await picture(a.page, 't-05')
    await a.openRecord()
    await b.openHousehold(id, household.name)
    await a.goto('mo_dau', 'lydo_tham'); await a.answer('lydo_tham', '2')
    await a.goto('mo_dau', 'ketqua_tham'); await a.answer('ketqua_tham', '1')
    await a.goto('thanh_vien', 'tv')
    check('the four known members are there', await a.page.locator('li.tv').count() === household.members, await a.page.locator('li.tv').count())
    await picture(a.page, 't-10')
    await a.goto('nuocvs', 'nuoc_an'); await a.answer('nuoc_an', '1')
    await picture(a.page, 't-06')
    await a.addMember(member('Lương Văn Thêm', '2016-05-20', '06'))
    await a.goto('nhao', 'nha_nhucau'); await a.answer('nha_nhucau', '2')
    await a.goto('nhao', 'nha_anh')
    await a.answer('nha_anh', { name: 'nha.png', mimeType: 'image/png', buffer: readFileSync(join(root, 'server/web/app/story/house.png')) })
    await picture(a.page, 't-09')

    await b.goto('mo_dau', 'lydo_tham'); await b.answer('lydo_tham', '2')
    await b.goto('mo_dau', 'ketqua_tham'); await b.answer('ketqua_tham', '1')
    await b.goto('nuocvs', 'nuoc_an'); await b.answer('nuoc_an', '3')
    await picture(b.page, 't-06-phone')
    await b.goto('nuocvs', 'nuoc_vandede'); await b.answer('nuoc_vandede', water)
    await b.addMember(member('Lương Văn Bớt', '2019-01-02', '06'))
    await b.goto('ho', 'dien_thoai'); await b.answer('dien_thoai', '0976318254')
    for (const [k, v] of b.shown) beforeKill.set(k, v)
    await tabletB.kill()
    await tabletB.start()
    await b.open()
    await b.unlock(pins.b)
    await b.openHousehold(id, household.name)
    check('the killed form goes on where it was', await b.page.locator('section[data-name="dien_thoai"]').count() === 1)
    for (const [name, value] of beforeKill) {
      if (name.includes('/')) continue
      const group = { lydo_tham: 'mo_dau', ketqua_tham: 'mo_dau', nuoc_an: 'nuocvs', nuoc_vandede: 'nuocvs', dien_thoai: 'ho' }[name]
      await b.goto(group, name)
      check(`${name} is there after the kill`, await b.valueOf(name) === value, await b.valueOf(name))
    }
    await b.goto('thanh_vien', 'tv')
    const card = b.page.locator('li.tv[data-title="Lương Văn Bớt"]')
    check('the added member is there after the kill', await card.count() === 1)
    await card.locator('[data-name="open-row"]').click()
    for (const [name, value] of beforeKill) {
      if (!name.includes('/')) continue
      const question = name.split('/')[1]
      for (let i = 0; i < 40 && !await b.page.locator(`section[data-name="${question}"]`).count(); i++) await b.next()
      check(`${question} of the member is there after the kill`, await b.valueOf(question) === value, await b.valueOf(question))
    }
    await b.goto('vay', 'r_vay')
    await b.page.locator('li.tv [data-name="open-row"]').first().click()
    for (let i = 0; i < 20 && !await b.page.locator('section[data-name="v_duno"]').count(); i++) await b.next()
    await b.answer('v_duno', '1000000')
    await picture(b.page, 't-07-phone')
    await b.leave()
    await a.mendAll(visit)
    await picture(a.page, 't-11')
    await a.page.click('[data-screen="summary"] [data-group="ket_qua"], [data-group="ket_qua"]')
    const result = await a.page.waitForSelector('section[data-name^="n_kq_"]')
    check('the result is computed on the tablet and says that its table is a sample', /bảng điểm MẪU\): \d+; điểm B: \d+ đến \d+/.test(await result.innerText()), await result.innerText())
    await picture(a.page, 't-result')
    await a.page.click('[data-name="next"]')
    await a.page.waitForSelector('[data-screen="summary"][data-problems="0"]')
    await a.finish()
    check('without a server the tablet says so and keeps the record', ['noserver', 'offline'].includes(await a.sync()))
    await picture(a.page, 't-14-offline')
  })

  await act('5. back on the network there is one record', async () => {
    await server.start()
    check('the first tablet sends', await a.sync() === 'done')
    check('the second tablet sends', await b.sync() === 'done')
    await picture(a.page, 't-14')
    await a.sync()
    await a.openHousehold(id, household.name)
    await a.goto('nuocvs', 'nuoc_an')
    await a.page.click('[data-name="see-conflict"]')
    await a.page.waitForSelector('[data-screen="fork"]')
    const fork = await a.page.innerText('[data-screen="fork"]')
    check('the tablet says who else wrote and on which tablet', ['chị Thơm', 'Máy chị Thơm', 'bác Khuê'].every(w => fork.includes(w)), fork)
    await picture(a.page, 't-08')
    await a.page.click('[data-name="let-commune-decide"]')
    await a.leave()
    await desk.stop(); await desk.start()
    await office.signIn('thamdinh', office.reviewer)
    const rows = await until('the conflict is in its queue', async () => { const r = await office.inbox('conflict'); return r.length ? r : '' })
    await picture(desk.page, 'd-03')
    check('one record is in conflict', new Set(rows.map(r => r.href.split('?')[0])).size === 1, rows)
    await office.open(rows[0].href)
    await picture(desk.page, 'd-04')
    office.record = new URL(desk.page.url()).pathname
    const forks = await office.forks()
    check('one question is in conflict and nothing else', forks.length === 1 && /nuoc_an/.test(forks[0].ref), forks)
    const cards = forks[0].cards.map(c => c.text).join(' | ')
    check('both values stand with who and which tablet', ['Khuê', 'Thơm', 'Máy bác Khuê', 'Máy chị Thơm'].every(w => cards.includes(w)), cards)
    check('last year is beside it', /2025/.test(await office.text()))
    await office.go(`${office.record}?show=all`)
    const all = await office.text()
    check('six members', ['Lương Văn Thêm', 'Lương Văn Bớt', 'Lương Công Thắng', 'Tạ Thanh Tuyết', 'Lương Xuân Thái', 'Lương Thị Thơm'].every(n => all.includes(n)), all)
    check('fields of both are merged', all.includes('0976318254') && all.includes(water) && /1\.000\.000/.test(all), all)
    const photo = desk.page.locator('img[src^="/blobs/"]')
    check('the photo has arrived', await photo.count() === 1)
    await desk.page.locator('details.anh-k summary').click() // not fetched until opened
    await photo.scrollIntoViewIfNeeded()
    check('and shows', await until('the photo is drawn', () => photo.evaluate(i => i.complete && i.naturalWidth > 0)))
  })

  await act('6. the reviewer settles, returns; it is mended offline; approved; changed since', async () => {
    await office.go(office.record)
    await office.settle('Giếng khoan', 'Đã gọi điện hỏi lại hộ')
    check('no conflict is left', (await office.forks()).length === 0)
    await office.sendBack('Số điện thoại', 'Nhờ bác hỏi lại số điện thoại', 'Số điện thoại chưa rõ')
    await a.sync()
    await server.stop()
    await a.tab(0)
    await a.page.click('[data-name="returned"]')
    await a.page.waitForSelector('[data-screen="returned"]')
    await picture(a.page, 't-12')
    check('the comment is on the tablet', (await a.page.innerText('[data-screen="returned"]')).includes('Nhờ bác hỏi lại số điện thoại'))
    await a.page.locator('[data-screen="returned"] [data-name="mend"]').first().click()
    await a.page.waitForSelector('section[data-name="dien_thoai"]')
    await a.answer('dien_thoai', '0934805172')
    await a.page.click('[data-name="next"]')
    await a.page.waitForSelector('[data-screen="returned"]')
    await a.page.click('[data-name="send-again"]')
    await a.page.waitForSelector('[data-screen="summary"][data-problems]:not([data-problems=""])')
    await a.mendAll(visit)
    await a.finish()
    await server.start()
    check('the mended record is sent', await a.sync() === 'done')
    await until('the record is in the queue of mended ones', async () => (await office.inbox('fixed')).length)
    await office.go(office.record)
    check('the new number is shown', (await (await office.go(`${office.record}?show=all`), office.text())).includes('0934805172'))
    await office.go(office.record)
    await picture(desk.page, 'd-04-before')
    await office.approve()
    await office.go(office.record)
    check('it is approved', /Đã duyệt/.test(await office.text()), await office.text())
    // the other tablet has not heard of the approval yet
    await b.openHousehold(id, household.name)
    await b.goto('nuocvs', 'nuoc_vandede'); await b.answer('nuoc_vandede', 'Đã hết mùi')
    await b.leave()
    await b.sync()
    await b.openHousehold(id, household.name)
    await b.goto('nuocvs', 'nuoc_vandede')
    check('an approved record can be looked at and not changed', await b.page.locator('section[data-name="nuoc_vandede"] input, section[data-name="nuoc_vandede"] textarea').count() === 0)
    await b.leave()
    await b.find(household.name)
    await b.page.click(`[data-screen="find"] button[data-case="${id}"]`)
    await b.page.waitForSelector('[data-screen="household"]')
    check('the approved telephone is in the register, and so on the other tablet', await until('the card is drawn', async () => (await b.page.innerHTML('[data-screen="household"]')).includes('0934805172')))
    await b.page.goBack()
    await until('the record is in the queue of changed ones', async () => (await office.inbox('changed')).length)
    await office.go(office.record)
    await picture(desk.page, 'd-04c')
    const changed = await office.text()
    check('the page says that it changed since approval', /[Đđ]ã thay đổi sau khi duyệt/.test(changed), changed)
    check('the difference is shown', changed.includes(water) && changed.includes('Đã hết mùi'), changed)
  })

  await act('7. approved records as tables', async () => {
    const { csv, xlsx } = await readExport(office)
    check('no cell of the tables acts as a formula', !/(^|,)"?=1\+1/m.test(csv.household) && csv.household.includes(`'${water}`), csv.household)
    check('the approved version is exported, not the later edit', csv.household.includes(water) && !csv.household.includes('Đã hết mùi'))
    check('members are a table of their own', csv.members.includes('Lương Văn Bớt') && csv.members.includes('Lương Văn Thêm'))
    check('loans are a table of their own', csv.loans.includes('1000000'))
    check('the XLSX opens as a zip of sheets', xlsx)
  })

  await act('8. after lock nothing personal is readable on the disk', async () => {
    await b.lock()
    await tabletB.stop()
    const names = ['Lương Công Thắng', 'Tạ Thanh Tuyết', 'Lương Xuân Thái', 'Lương Văn Bớt', 'Lương Văn Thêm', '0976318254', '0934805172', water, 'Xóm Cầu, số nhà 74']
    for (const n of names) check(`"${n}" is not in the raw profile`, found(join(work, 'b'), n).length === 0, found(join(work, 'b'), n))
    check('the search itself finds what is there', found(join(work, 'b'), 'sothon').length > 0)
    check('no error and no blocked content on any screen', [...tabletA.problems, ...tabletB.problems, ...desk.problems].length === 0, [...tabletA.problems, ...tabletB.problems, ...desk.problems])
  })

  await act('9. started again the demo keeps its data', async () => {
    await server.stop()
    await server.start()
    await office.go(office.record)
    if (/name="password"/.test(await desk.page.content())) await office.signIn('thamdinh', office.reviewer)
    await office.go(office.record)
    check('the record is still there', (await office.text()).includes('Lương Công Thắng'))
  })
}

try { await story() } catch { /* reported by act */ } finally {
  for (const x of [desk, tabletA, tabletB]) if (x.process && x.process.exitCode === null) await x.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
