// The register on the desk: the commune's list comes in, a household splits and the split is undone, a number is opened, labels
// are drawn. Pictures go to the folder named by SHOTS, when it is set.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { check, finish } from './check.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const dir = mkdtempSync(join(tmpdir(), 'households-'))
const shots = process.env.SHOTS
const server = await new Server(join(dir, 'data'), await freePort()).start()
const browser = new Browser(join(dir, 'desk'), { width: 1366, height: 768 })
const page = await browser.start()
const desk = new Office(browser, server.url)
const shot = name => shots && page.screenshot({ path: join(shots, `${name}.png`) })
const submit = async selector => { await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]) }
const list = `UBND XÃ MẪU
STT;Mã hộ;Họ và tên;Quan hệ với chủ hộ;Ngày sinh;;Số CCCD;Thôn
;;;;Nam;Nữ;;
1;X01;Vũ Văn Một;Chủ hộ;14/10/1960;;033060001234;Thôn Đông
2;;Bùi Thị Hai;Vợ;;1962;33162005678;Thôn Đông
3;;Vũ Văn Ba;Con;02/03/1995;;;Thôn Đông
`
const upload = async (name, text) => {
  writeFileSync(join(dir, name), text)
  await desk.go('/households/import')
  await page.setInputFiles('input[type="file"]', join(dir, name))
  await submit('form[enctype] button')
  if (await page.locator('button[value="check"]').count()) { await shot('roll'); await submit('button[value="check"]') }
}

try {
  await desk.signIn('quantri', 'xa-mau-quan-tri-2026')
  await desk.go('/households')
  await shot('households')
  check('the demo has 400 households', (await desk.text()).includes('400 hộ'))

  await upload('loi.csv', list + '4;X02;Ngô Văn Sáu;Chủ hộ;31/02/1980;;12;Thôn Lạ\n')
  const problems = await desk.text()
  await shot('roll-problems')
  check('each problem names its cell', ['CSV E7', 'CSV G7', 'CSV H7'].every(cell => problems.includes(cell)), problems)
  check('a list with problems can not be entered', await page.locator('form[action$="/enter"]').count() === 0)

  await upload('ds.csv', list)
  check('two heading rows and a blank number are understood', (await desk.text()).includes('1\nhộ mới'), await desk.text())
  await submit('form[action$="/enter"] button')
  await desk.go('/households?q=bui+hai')
  check('found by a member without marks', (await desk.text()).includes('có Bùi Thị Hai'))

  await desk.go('/households?q=X01')
  await submit('a.ten')
  const house = page.url()
  await submit('.sh-nut')
  await shot('household')
  check('an opened number is recorded', /0330 6000 1234[\s\S]*đã được ghi/.test(await desk.text()))

  await desk.go(`${new URL(house).pathname}/event?kind=tach`)
  await page.locator('input[name="person"]').nth(2).check()
  await page.locator('input[name="head"]').nth(2).check()
  await page.fill('input[name="ma"]', 'X09')
  await shot('household-split')
  await submit('.sh-bd button[type="submit"]')
  check('the son has a household of his own', /Hộ X09 · Vũ Văn Ba[\s\S]*1 người đang ở/.test(await desk.text()), await desk.text())
  await page.goto(house)
  check('two stay', (await desk.text()).includes('2 người đang ở'))
  await page.locator('.sh-ls .sh-huy summary').first().click()
  await page.locator('.sh-ls .sh-huy input[name="reason"]').first().fill('ghi nhầm')
  await submit('.sh-ls .sh-huy button')
  check('undone, three live there again', (await desk.text()).includes('3 người đang ở'))

  await desk.go('/households/labels?q=X01')
  await shot('labels')
  check('a label shows the number and no name', /Hộ X01/.test(await desk.text()) && !/Vũ Văn Một/.test(await desk.text()))
  await desk.go('/households/import')
  await page.locator('.sh-huy summary').first().click()
  await page.locator('.sh-huy input[name="reason"]').first().fill('nhầm tệp')
  await submit('.sh-huy button')
  await desk.go('/households?q=X01')
  check('the import taken back, the household is out', (await desk.text()).includes('Không có hộ nào như vậy'), await desk.text())
  check('no report of the content security policy', browser.problems.length === 0, browser.problems)
} finally {
  await browser.stop()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
finish()
