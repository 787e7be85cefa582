// Hostile texts in Chromium: scripts, marks that turn the writing round, letters without width, endless words, decomposed
// letters, formulas, template code. They come in as a commune's list, a form's labels, a device's name, answers, comments and
// searches, and are looked at on the desk, in the preview and on the tablet: nothing runs, the policy reports nothing, no
// page leaves its width, and exports begin no formula.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { unzip } from './exported.mjs'
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
/** Sends a form as the page would and gives status and text of the answer. */
const post = (path, fields) => desk.page.evaluate(([path, fields]) => fetch(path, { method: 'POST', body: new URLSearchParams(fields) }).then(async r => ({ status: r.status, text: await r.text() })), [path, fields])
const bytes = async path => Buffer.from(await desk.page.evaluate(path => fetch(path).then(r => r.arrayBuffer()).then(b => [...new Uint8Array(b)]), path))
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
  writeFileSync(book, workbook({ survey, choices: [['list_name', 'name', 'label'], ...texts.map((t, i) => ['l', `v${i}`, t.replaceAll('${', '$ {')])], settings: [['form_id', 'form_title'], ['hiem', texts[1]]] }))
  await office.upload(book)
  await look(desk, 'a form of such labels, judged')
  const preview = desk.page.locator('a[href$="/preview"]')
  check('the form can be previewed', await preview.count() > 0, await office.text())
  await Promise.all([desk.page.waitForNavigation(), preview.first().click()])
  await desk.page.waitForTimeout(1500)
  await look(desk, 'its preview, as the tablet shows it')

  await office.upload(book)
  await office.publish(texts[2])
  await look(desk, 'a published form of such a title')

  // Names of people and of villages.
  let refused = []
  for (const [i, t] of texts.entries()) {
    const r = await post('/users', { login: `hiem${i}`, name: t.slice(0, 90), role: i % 2 ? 'reviewer' : 'collector', all_areas: '1', kin: '' })
    if (r.status >= 500 || !r.text.includes(`hiem${i}`)) refused.push(`${t}: ${r.status}`)
  }
  check('people of such names are taken', refused.length === 0, refused)
  await office.go('/users')
  await look(desk, 'the people of such names')
  refused = []
  for (const t of texts.slice(0, 3).concat(texts[12])) {
    const r = await post('/areas', { area: 'new', kind: 'ten', value: t, day: '01/07/2025', document: t, place: 'nt' })
    if (r.status >= 400) refused.push(`${t}: ${r.status}`)
  }
  check('villages of such names are taken', refused.length === 0, refused)
  for (const path of ['/areas', '/forms', '/rounds']) {
    await office.go(path)
    await look(desk, `${path} of such names`)
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
  for (const t of [texts.slice(0, 8).join(' '), texts[9], texts.slice(10).join(' ')]) {
    await desk.page.locator('#yk').fill(t)
    await submit('form:has(#yk) button')
  }
  await look(desk, 'comments of such texts on the record')
  check('the comments are texts like others', (await office.text()).includes("'; DROP TABLE record;--"))
  await a.sync()
  await a.openHousehold(house.case, 'script')
  await look(tablet, 'the record with such comments on the tablet')
  for (const path of ['/inbox?queue=all&q=%3Cscript%3E', '/households?q=hx', '/households/labels?q=hx', '/devices', '/audit', '/overview', '/exports', '/users',
    `/inbox?queue=all&q=${encodeURIComponent(texts[9] + texts[7])}`]) {
    await office.go(path)
    await look(desk, path.slice(0, 60))
  }
  const csv = Object.values(unzip(await bytes('/exports/ho_gia_dinh.csv?which=all'))).join('\n')
  check('no cell of the export begins a formula', !/(^|[\n,;])"?[=+@\t]/.test(csv) && csv.length > 500, csv.match(/(^|[\n,;])"?[=+@\t].{0,40}/)?.[0] ?? csv.slice(0, 200))
  const sheets = Object.entries(unzip(await bytes('/exports/ho_gia_dinh.xlsx?which=all'))).filter(([name]) => name.endsWith('.xml'))
  const odd = await desk.page.evaluate(sheets => sheets.filter(([, xml]) => {
    const d = new DOMParser().parseFromString(xml, 'application/xml')
    return d.querySelector('parsererror') || d.getElementsByTagNameNS('*', 'f').length || d.getElementsByTagNameNS('*', 'hyperlink').length
  }).map(([name]) => name), sheets)
  check('the workbook is sound and has no formula and no link', odd.length === 0 && sheets.some(([, xml]) => xml.includes('DROP TABLE')), odd)
  const map = JSON.parse((await bytes('/exports/ho_gia_dinh.geojson?which=all')).toString())
  check('the map file is sound', map.type === 'FeatureCollection' && Array.isArray(map.features), map.type)
} catch (e) {
  check('the story goes on', false, `${e.stack}`)
} finally {
  await tablet.stop()
  await desk.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
finish()
