// The review pages as a reviewer works on them, with the keyboard, in a real browser against the shipped program: the inbox
// and its keys, filters in the address, saved filters, many records at once, a record with a conflict, a row that one
// tablet took out, the approved version. Pictures go to STORY_PICTURES when it is set.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'sothon-review-'))
const pictures = process.env.STORY_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })
const picture = name => pictures ? page().screenshot({ path: join(pictures, `${name}.png`) }) : undefined

const server = new Server(join(work, 'data'), await freePort())
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const office = new Office(desk, server.url)
const page = () => desk.page
const key = async (...keys) => { for (const k of keys) await page().keyboard.press(k) }
const count = selector => page().locator(selector).count()
const queue = async name => Number((await page().locator('.hang-doi a', { hasText: name }).first().locator('b').innerText()).replace(/\D/g, ''))
const noOverflow = async what => {
  const wide = await page().evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`${what} does not run out of the window`, wide <= 0, wide)
}

async function review() {
  await server.start()
  const logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
  await server.stop()
  console.log(execFileSync('go', ['run', './cmd/internal/visits', '-data', join(work, 'data'), '-n', '44'], { cwd: root }).toString())
  await server.start()
  await desk.start()
  await office.signIn('thamdinh', logins.thamdinh)

  console.log('\n1. the inbox')
  await until('every record is evaluated', async () => { await office.go('/inbox?queue=all'); return !(await office.text()).includes('đang tính') })
  check('all visits are there', await queue('Tất cả phiếu') === 44, await queue('Tất cả phiếu'))
  await noOverflow('the inbox')
  await picture('d-03-all')
  await office.go('/inbox')
  await key('j', 'j', 'k', 'j')
  check('J and K move', await page().evaluate(() => [...document.querySelectorAll('tr[data-href]')].findIndex(r => r.classList.contains('dang'))) === 1)
  check('the bar for many stands only while rows are chosen', !await page().locator('#thanh-chon').isVisible())
  await key('x', 'j', 'x')
  check('X chooses', await count('input[name=id]:checked') === 2 && await page().locator('#thanh-chon').isVisible())
  check('and says how many', (await page().innerText('#thanh-chon')).includes('2 phiếu đang chọn'))
  await key('?')
  check('? shows every key', await page().locator('#phim-tat .khung').isVisible())
  await picture('d-03-keys')
  await key('Escape')
  check('Escape closes them', !await page().locator('#phim-tat .khung').isVisible())
  await key('/')
  check('/ goes to the search', await page().evaluate(() => document.activeElement?.id === 'q'))
  await page().keyboard.type('chung m-046 dang')
  await Promise.all([page().waitForNavigation(), key('Enter')])
  check('a name is found without marks in any order', await count('tr[data-href]') === 1 && (await office.text()).includes('Đặng Đình Chung'), await office.text())
  check('the filter stands in the address', page().url().includes('q=chung'))
  await office.go('/inbox?queue=all')
  await page().locator('th a', { hasText: 'Hộ' }).first().click()
  await page().locator('th a', { hasText: 'Hộ' }).first().click()
  check('a heading sorts and turns round', await page().locator('th[aria-sort=descending]').count() === 1)
  await office.go('/inbox?queue=all&kind=required')
  await page().locator('.luu summary').click()
  await page().fill('.luu input[name=name]', 'Thiếu câu của tôi')
  await office.submit(page().locator('.luu form'))
  check('a filter is kept under a name', await page().locator('.bl a[aria-current]', { hasText: 'Thiếu câu của tôi' }).count() === 1)
  await office.submit(page().locator('.bl form'))
  check('and deleted', await count('.bl') === 0)

  console.log('\n2. many at once')
  await office.go('/inbox?queue=new')
  const fresh = await queue('Mới đến')
  await page().locator('#tat-ca').check()
  await Promise.all([page().waitForNavigation(), page().click('#thanh-chon button[value=approve]')])
  const preview = await office.text()
  const will = Number(/Sẽ duyệt (\d+) phiếu/.exec(preview)?.[1])
  check('the preview says what will be done and what is left out', will > 0 && will <= fresh && /Chưa làm gì cả/.test(preview), preview)
  await picture('d-03-preview')
  await noOverflow('the preview')
  await office.submit(page().locator('form[action="/inbox/bulk"]'))
  check('the report says what was done', (await office.text()).includes(`Đã duyệt ${will} phiếu`), await office.text())
  await office.go('/inbox?queue=state-approved')
  check('they are approved', await queue('Đã duyệt') === will, await queue('Đã duyệt'))
  await office.go('/inbox?queue=conflict')
  await page().locator('#tat-ca').check()
  await Promise.all([page().waitForNavigation(), page().click('#thanh-chon button[value=approve]')])
  check('none in conflict is approved with others', /Không có phiếu nào làm cùng nhau được/.test(await office.text()))

  console.log('\n3. a record in conflict')
  await office.go('/inbox?queue=conflict')
  await key('j', 'Enter')
  await page().waitForSelector('form.nga')
  await picture('d-04')
  await noOverflow('the record')
  check('nothing is chosen in advance', await count('form.nga input[name=pick]:checked') === 0)
  await key('2')
  check('2 chooses the second value', await page().evaluate(() => [...document.querySelectorAll('form.nga')][0].querySelectorAll('input[name=pick]')[1].checked))
  check('and the button says what is missing', (await page().locator('form.nga button').first().innerText()).includes('lý do'))
  await page().locator('form.nga [name=reason]').first().fill('Đã gọi điện hỏi lại')
  const forks = await count('form.nga')
  await office.submit(page().locator('form.nga').first())
  check('it is settled, the other value still stands beside it', await count('form.nga') === forks - 1 && await count('.gx.mat') >= 1)
  await picture('d-04b')
  await page().locator('details.lai summary').first().click()
  await page().locator('form.nga-lai input[name=pick]').first().check()
  await page().locator('form.nga-lai [name=reason]').first().fill('Nhầm, chọn lại')
  await office.submit(page().locator('form.nga-lai').first())
  check('and can be settled anew', await count('form.nga-lai') === 0 && (await office.go(`${new URL(page().url()).pathname}?show=comments`), await office.text()).includes('Nhầm, chọn lại'))

  console.log('\n4. deciding with keys')
  await office.go('/inbox?queue=violations')
  await key('j', 'Enter')
  await page().waitForSelector('footer.quyet')
  check('a broken rule is said and blocks', /lỗi chưa có lý do/.test(await office.text()), await office.text())
  await key('a')
  check('A opens what blocks and asks a reason', await page().locator('footer details[open] [name=despite]').isVisible())
  await key('Escape', 'r')
  check('R opens returning', await page().locator('footer details[open] form[action*="/return"] [name=reason]').isVisible())
  await key('Escape', 'c')
  check('C goes to the thread', await page().evaluate(() => document.activeElement?.id === 'yk'))
  await page().keyboard.type('Nhờ bác xem lại')
  await office.submit(page().locator('form', { has: page().locator('#yk') }))
  check('the comment is there', (await office.text()).includes('Nhờ bác xem lại'))
  await office.submit(page().locator('aside form[action*="/resolve"]').first())
  check('and can be closed', (await office.text()).includes('đã xong'))
  await page().locator('aside .gi summary').first().click()
  check('the history names the answers of a save', await count('aside .gi[open] dt') > 0)
  await office.go('/inbox?queue=twins')
  await key('j', 'Enter')
  await page().waitForSelector('footer.quyet')
  check('a look-alike is shown with the reason', /cùng số định danh …2345/.test(await office.text()), await office.text())
  await picture('d-04-twins')

  console.log('\n5. a portrait screen')
  await page().setViewportSize({ width: 800, height: 1280 })
  for (const [path, name] of [['/inbox?queue=all', 'd-03-800'], [new URL(page().url()).pathname, 'd-04-800']]) {
    await office.go(path)
    await picture(name)
    await noOverflow(`${name}`)
  }
  check('no error and no blocked content', desk.problems.length === 0, desk.problems)
}

try { await review() } catch (e) { check('the review goes to its end', false, String(e.stack ?? e)); await picture('failed')?.catch(() => {}) } finally {
  if (desk.process && desk.process.exitCode === null) await desk.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
