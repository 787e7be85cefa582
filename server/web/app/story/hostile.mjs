// Hostile texts in Chromium: scripts, marks that turn the writing round, letters without width, endless words, decomposed
// letters, formulas, template code. They come in as a commune's list, a form's labels, a device's name, answers, comments and
// searches, and are looked at on the desk, in the preview and on the tablet: nothing runs, the policy reports nothing, no
// page leaves its width, and exports begin no formula.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { Office } from './office.mjs'
import { judge, sizes } from './pages/judge.mjs'
import { freePort, Server } from './server.mjs'
import { workbook } from './workbook.mjs'

const texts = ['<script>window.hx=true</script>', '<img src=x onerror=window.hx=true>', '"><svg onload=window.hx=true>', "'-window.hx=true-'", '${window.hx=true}',
  '{{constructor.constructor("window.hx=true")()}}', 'javascript:window.hx=true', '\u202Eạđ gnợưđ\u202C', 'Lò\u200B\u200D\uFEFF Văn', 'ư'.repeat(170),
  'Nguyễn Thị Bưởi'.normalize('NFD'), '👨‍👩‍👧‍👦🇻🇳', '=HYPERLINK("http://x.example","bấm")', '+SUM(A;B)', '\\uooo %oo &#o;', "'; DROP TABLE record;--"]
const dir = mkdtempSync(join(tmpdir(), 'sothon-hostile-'))
const server = await new Server(join(dir, 'data'), await freePort()).start()
const desk = new Browser(join(dir, 'desk'), sizes.desk)
const tablet = new Browser(join(dir, 'tablet'), sizes.tablet)
const dialogs = []
const office = new Office(desk, server.url)

/** What of a page is wrong: its width at three sizes, a script that ran, a dialog, a report of the policy. */
async function look(browser, what) {
  await browser.page.evaluate(() => document.fonts.ready.then(() => true))
  const wrong = (await judge(browser.page, { axeAt: [], least: 1 })).filter(w => /scrolls sideways|not a text/.test(w))
  if (await browser.page.evaluate(() => 'hx' in window)) wrong.push('a script ran')
  wrong.push(...dialogs.splice(0), ...browser.problems.splice(0).filter(p => !/Failed to load resource/.test(p)))
  check(what, wrong.length === 0, wrong)
}
const submit = async selector => { await Promise.all([desk.page.waitForNavigation(), desk.page.locator(selector).first().click()]) }
const cell = s => `"${s.replaceAll('"', '""')}"`

try {
  for (const b of [desk, tablet]) {
    await b.start()
    b.page.on('dialog', d => { dialogs.push(`a dialog: ${d.message()}`); void d.dismiss() })
  }
  await office.signIn('quantri', 'xa-mau-quan-tri-2026')
  const head = 'STT;Mã hộ;Họ và tên;Quan hệ với chủ hộ;Ngày sinh;Số CCCD;Địa chỉ;Thôn\n'
  const list = texts.map((t, i) => `${i + 1};H${i + 10};${cell(t)};Chủ hộ;14/10/19${60 + i};;${cell(t)};Thôn Đông`).join('\n')
  for (const [name, extra] of [['loi', texts.map((t, i) => `\n${i + 90};H9${i};Ngô;${cell(t)};${cell(t)};${cell(t)};;${cell(t)}`).join('')], ['ds', '']]) {
    const file = join(dir, `${name} <svg onload=window.hx=true>.csv`)
    writeFileSync(file, head + list + extra + '\n')
    await office.go('/households/import')
    await desk.page.setInputFiles('input[type="file"]', file)
    await submit('form[enctype] button')
    if (await desk.page.locator('button[value="check"]').count()) await submit('button[value="check"]')
    await look(desk, `an import of such names, ${extra ? 'with located errors' : 'dry run'}`)
  }
  const enter = desk.page.locator('form[action$="/enter"] button')
  check('the names are texts like others: the list can be entered', await enter.count() > 0, await office.text())
  if (await enter.count()) await submit('form[action$="/enter"] button')

  const survey = [['type', 'name', 'label', 'hint', 'constraint', 'constraint_message'], ...texts.map((t, i) => {
    const s = t.replaceAll('${', '$ {')
    return [i % 2 ? 'select_one l' : 'text', `c${i}`, s, s, i % 2 ? '' : ". != 'a'", s]
  })]
  const book = join(dir, "mẫu '\"><img src=x onerror=window.hx=true>.xlsx")
  writeFileSync(book, workbook({ survey, choices: [['list_name', 'name', 'label'], ...texts.map((t, i) => ['l', `v${i}`, t])], settings: [['form_id', 'form_title'], ['hiem', texts[1]]] }))
  await office.upload(book)
  await look(desk, 'a form of such labels, judged')
  const preview = desk.page.locator('a[href$="/preview"]')
  if (await preview.count()) {
    await Promise.all([desk.page.waitForNavigation(), preview.first().click()])
    await desk.page.waitForTimeout(1500)
    await look(desk, 'its preview, as the tablet shows it')
  }

  const a = new Collector(tablet, server.url)
  await a.enrol(await office.code('Khuê'), texts[1].slice(0, 60), '314159')
  await look(tablet, 'the tablet after its enrolment')
  const houses = (await a.households()).filter(h => h.name.includes('hx') || h.name.includes('DROP') || h.name.includes('HYPERLINK'))
  check('the households are on the tablet', houses.length >= 6, houses)
  await a.find('<script>')
  await look(tablet, 'a search for a script')
  const house = houses.find(h => h.name.includes('<script>')) ?? houses[0]
  await a.openHousehold(house.case, 'script')
  await look(tablet, 'a record of such a household')
  await a.goto('mo_dau', 'lydo_tham'); await a.answer('lydo_tham', '2')
  await a.goto('mo_dau', 'ketqua_tham'); await a.answer('ketqua_tham', '1')
  await a.goto('nuocvs', 'nuoc_an'); await a.answer('nuoc_an', '3')
  await a.goto('nuocvs', 'nuoc_vandede')
  await a.page.locator('section[data-name="nuoc_vandede"] [data-name="answer"]').fill(texts.join(' '))
  await until('the answer is kept', async () => (await a.valueOf('nuoc_vandede'))?.includes('DROP TABLE'), 20)
  await a.saved()
  await look(tablet, 'answers of such texts')
  await a.leave()
  await a.sync()
  await look(tablet, 'the tablet after it has sent')

  await until('the record', async () => (await office.inbox('all', 'script')).length, 30)
  await office.open((await office.inbox('all', 'script'))[0].href)
  await look(desk, 'the record on the desk')
  for (const path of ['/inbox?queue=all&q=%3Cscript%3E', '/households?q=hx', '/households/labels?q=hx', '/devices', '/audit', '/overview', '/exports', '/users',
    `/inbox?queue=all&q=${encodeURIComponent(texts[9] + texts[7])}`]) {
    await office.go(path)
    await look(desk, path.slice(0, 60))
  }
  const packed = Buffer.from(await desk.page.evaluate(() => fetch('/exports/ho_gia_dinh.csv?state=all').then(r => r.arrayBuffer()).then(b => [...new Uint8Array(b)])))
  const csv = inflateRawSync(packed.subarray(30 + packed.readUInt16LE(26) + packed.readUInt16LE(28))).toString()
  check('no cell of the export begins a formula', !/(^|[\n,;])"?[=+@\t]/.test(csv) && csv.length > 500, csv.match(/(^|[\n,;])"?[=+@\t].{0,40}/)?.[0] ?? csv.slice(0, 200))
} catch (e) {
  check('the story goes on', false, `${e.stack}`)
} finally {
  await tablet.stop()
  await desk.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
finish()
