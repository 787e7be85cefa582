// The office's pages as people meet them: rounds and who visits whom, forms with their differences and preview, users by
// invitation, devices, the audit log; at a desk's and a tablet's width. SHOTS names a folder for pictures.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { check, finish } from './check.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const dir = mkdtempSync(join(tmpdir(), 'office-'))
const shots = process.env.SHOTS
if (shots) mkdirSync(shots, { recursive: true })
const server = await new Server(join(dir, 'data'), await freePort()).start()
const browser = new Browser(join(dir, 'profile'), { width: 1366, height: 768 })
mkdirSync(browser.profile)
await browser.start()
const office = new Office(browser, server.url)
const { page } = browser
const has = async (what, ...parts) => { const text = await office.text(); for (const p of parts) check(`${what}: ${p}`, text.includes(p), text.slice(0, 400)) }
const sizes = [[1366, 768], [800, 1280]]
const picture = async name => {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height })
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    check(`${name} at ${width}: nothing runs out to the right`, over <= 0, over)
    if (shots) await page.screenshot({ path: join(shots, `${name}-${width}.png`) })
  }
  await page.setViewportSize({ width: sizes[0][0], height: sizes[0][1] })
}

try {
  await office.signIn('quantri', 'xa-mau-quan-tri-2026')

  // Rounds: progress, handing out, reminding, closing.
  await office.go('/rounds')
  await has('rounds', 'Rà soát năm 2026', 'Đã đóng')
  const [, visited, total] = /(\d+) trên (\d+) hộ/.exec(await office.text()) ?? []
  check('rounds: how far it is', Number(total) >= 400 && Number(visited) < Number(total), [visited, total])
  await page.getByRole('link', { name: 'Rà soát năm 2026' }).click()
  await has('progress', `đã thăm ${visited} trên ${total} hộ`, 'hộ chưa giao cho ai', 'Nguyễn Văn Khuê')
  const round = new URL(page.url()).pathname
  const before = await office.text()
  await office.go(round + '/households')
  await page.selectOption('select[name="village"]', { index: 1 })
  await page.getByRole('button', { name: 'Lọc' }).click()
  await page.waitForSelector('select[name="lane"]')
  await has('a village', '45 hộ, 45 chưa giao')
  await page.getByLabel('Nguyễn Văn Khuê (mẫu)').check()
  await page.getByLabel('Cả 45 hộ đang lọc').check()
  await page.fill('textarea[name="note"]', 'Xóm Ao hẹn buổi tối')
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Giao', exact: true }).click()])
  await has('given', '45 hộ, 0 chưa giao', 'Xóm Ao hẹn buổi tối')
  await picture('assign')
  await office.go(round)
  const given = await office.text()
  check('after giving: 45 fewer are nobody\'s', Number(/(\d+) hộ chưa giao cho ai/.exec(before)?.[1]) - Number(/(\d+) hộ chưa giao cho ai/.exec(given)?.[1]) === 45, given.slice(0, 400))
  await page.locator('tr', { hasText: 'Nguyễn Văn Khuê' }).locator('summary').click()
  await Promise.all([page.waitForNavigation(), page.locator('details[open] button[type="submit"]').click()])
  await has('reminded', 'đã nhắc: Còn 45 hộ')
  await picture('progress')
  const figure = page.locator('tr', { hasText: 'Nguyễn Văn Khuê' }).locator('a.so-lieu').first()
  await figure.click()
  await has('a figure opens its list', '45 hộ, 0 chưa giao')
  await office.go(round + '/edit')
  await has('closing', 'Chưa đóng được', 'hộ nghèo, cận nghèo chưa rà soát xong', `${total - visited} hộ chưa thăm`)
  await picture('round')

  // Forms: a broken workbook, a new version with what it changes, the preview.
  const broken = await office.upload(join(import.meta.dirname, 'broken.xlsx'))
  check('a broken workbook: every problem says how to mend it', /Cách sửa/.test(broken) && /Chưa dùng được/.test(broken), broken.slice(0, 300))
  check('with the sheet around it', await page.locator('table.xl td.sai').count() > 0)
  await picture('broken')
  const md = label => ({ name: 'thu.md', mimeType: 'text/markdown', buffer: Buffer.from(`| survey |\n| | type | name | label |\n| | text | ten | ${label} |\n| | select_one nuoc | nuoc | Nguồn nước |\n| choices |\n| | list_name | name | label |\n| | nuoc | 1 | Mưa |\n| | nuoc | 2 | Giếng |\n| settings |\n| | form_id | form_title |\n| | thu | Phiếu thử |\n\n## Một\nset ten = An\nexpect ten = An\n`) })
  await office.upload(md('Tên'))
  await has('a form with tests', 'Dùng được', '1 trên 1 bài đạt')
  await office.publish()
  await office.upload(md('Họ và tên'))
  await has('a second version', 'Khác gì bản 1', 'Họ và tên')
  await picture('version')
  await office.publish('Nhãn rõ hơn')
  await has('published', 'Bản 2', 'Nhãn rõ hơn', 'Bản cũ')
  await page.locator('section', { hasText: 'Phiếu thử' }).getByRole('link', { name: 'Khác gì bản trước' }).first().click()
  await has('the difference', 'Đổi 1', 'Tên', 'Họ và tên')
  await picture('difference')
  await office.go('/forms')
  await page.locator('section', { hasText: 'Phiếu thử' }).getByRole('link', { name: 'Xem thử' }).first().click()
  const frame = page.frameLocator('iframe')
  await frame.locator('h1, h2').filter({ hasText: 'Họ và tên' }).first().waitFor()
  await frame.locator('input, textarea').first().fill('Vi Thị Ánh')
  await frame.locator('[data-saved="saved"]').waitFor()
  await frame.getByRole('button', { name: 'Tiếp' }).click()
  await frame.getByText('Giếng').first().waitFor()
  check('the preview answers as a tablet does', true)
  const kept = await page.frames().find(f => f.url().includes('preview.html')).evaluate(async () => (await indexedDB.databases()).length + localStorage.length + sessionStorage.length)
  check('and keeps nothing', kept === 0, kept)
  await picture('preview')
  await page.getByRole('link', { name: 'Điện thoại' }).click()
  await frame.locator('h1, h2').filter({ hasText: 'Họ và tên' }).first().waitFor()
  check('at a phone\'s width', await page.locator('iframe').evaluate(f => f.clientWidth) === 360)
  await office.go('/forms')
  await page.locator('section', { hasText: 'Phiếu thử' }).locator('summary').click()
  await page.fill('details[open] input[name="reason"]', 'thay bằng mẫu khác')
  await Promise.all([page.waitForNavigation(), page.locator('details[open] button').click()])
  await has('retired', 'Ngừng dùng từ', 'Dùng lại')
  await picture('forms')

  // Users: a supervisor by invitation, who sees and changes nothing.
  await office.go('/users')
  await page.fill('#lg', 'giamsat')
  await page.fill('#nm', 'Ngô Thị Giám (mẫu)')
  await page.selectOption('#rl', 'supervisor')
  await page.locator('input[name="area"]').first().check()
  await office.submit(page.locator('form[action="/users"]'))
  await has('added', 'Ngô Thị Giám', 'Chưa đặt mật khẩu')
  await page.locator('tr', { hasText: 'Ngô Thị Giám' }).getByRole('link').click()
  await picture('users')
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Làm liên kết mời' }).click()])
  const link = await page.locator('[data-link]').innerText()
  check('the link stands on the page with a code to scan', /\/invite\/[A-Z2-7]{26}$/.test(link) && await page.locator('.moi-vao img').count() === 1, link)
  await picture('invitation')
  await office.go('/audit?verify=1')
  await has('audit', 'Nhật ký nguyên vẹn', 'Làm liên kết đặt mật khẩu', 'Giao người thăm', 'Ban hành biểu mẫu')
  await picture('audit')
  await office.go('/me')
  await picture('me')

  // Devices: a code to add one.
  const code = await office.code('Nguyễn Văn Khuê')
  check('a code of eight characters', code.length === 8, code)
  await picture('devices')

  await office.signOut()
  await page.goto(link)
  await picture('invite')
  await page.fill('#p1', 'gạo nếp cái hoa vàng')
  await page.fill('#p2', 'gạo nếp cái hoa vàng')
  await Promise.all([page.waitForNavigation(), page.locator('button[type="submit"]').last().click()])
  await office.go(round)
  await has('the supervisor', 'trên 45 hộ', 'Thôn Đông')
  const text = await office.text()
  check('sees one village only', !text.includes('Thôn Đoài'), text.slice(0, 300))
  check('and no button that changes anything', await page.locator('main form[method="post"]').count() === 0)
  for (const path of ['/users', '/audit', '/forms', '/devices', round + '/edit']) {
    const answer = await page.goto(server.url + path)
    check(`${path} is not there for a supervisor`, answer.status() === 404, answer.status())
  }
  check('the browser has nothing to complain about', browser.problems.length === 0, browser.problems)
} finally {
  await browser.stop().catch(() => {})
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
finish()
