// The review pages as a reviewer works on them, with the keyboard, in a real browser against the shipped program: the inbox
// and its keys, filters in the address, saved filters, many records at once and undone, a record with a conflict, the thread
// of the question in hand, a save set aside, decisions with keys and undone, a server that is away, what changed after the
// approval with its place and picture. Pictures go to STORY_PICTURES when it is set.
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

const visits = (...more) => console.log(execFileSync(join(work, 'visits'), ['-data', join(work, 'data'), ...more], { cwd: root }).toString())
const heading = () => page().innerText('#trao-doi h2')

let village // whose visits these are: the demo has others of its own
const inbox = queue => `/inbox?village=${village}&queue=${queue}`
const go = queue => office.go(inbox(queue))
/** Opens the first record of the list, with the keys. */
const openFirst = async () => { await key('j'); await Promise.all([page().waitForNavigation(), key('Enter')]) }

async function review() {
  execFileSync('go', ['build', '-o', join(work, 'visits'), './cmd/internal/visits'], { cwd: root })
  await server.start()
  const logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
  await server.stop()
  visits('-n', '44')
  await server.start()
  await desk.start()
  await office.signIn('thamdinh', logins.thamdinh)

  await office.go('/inbox')
  village = await page().locator('select[name="village"] option', { hasText: 'Thôn Đông' }).getAttribute('value')

  console.log('\n1. the inbox')
  await until('every record is evaluated', async () => { await go('all'); return !(await office.text()).includes('đang tính') })
  const demo = { all: 199, approved: 177 } // what the demo's second year brings along
  check('all visits are there', await queue('Tất cả phiếu') === demo.all + 44, await queue('Tất cả phiếu'))
  await noOverflow('the inbox')
  await picture('d-03-all')
  await go('')
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
  await go('all')
  await page().locator('th a', { hasText: 'Hộ' }).first().click()
  await page().locator('th a', { hasText: 'Hộ' }).first().click()
  check('a heading sorts and turns round', await page().locator('th[aria-sort=descending]').count() === 1)
  await go('all&kind=required')
  await page().locator('.luu summary').click()
  await page().fill('.luu input[name=name]', 'Thiếu câu của tôi')
  await office.submit(page().locator('.luu form'))
  check('a filter is kept under a name', await page().locator('.bl a[aria-current]', { hasText: 'Thiếu câu của tôi' }).count() === 1)
  await office.submit(page().locator('.bl form'))
  check('and deleted', await count('.bl') === 0)

  console.log('\n2. many at once')
  await go('new')
  const fresh = await queue('Mới đến')
  const approved = await queue('Đã duyệt')
  await page().locator('#tat-ca').check()
  await Promise.all([page().waitForNavigation(), page().click('#thanh-chon button[value=approve]')])
  const preview = await office.text()
  const will = Number(/Sẽ duyệt (\d+) phiếu/.exec(preview)?.[1])
  check('the preview says what will be done and what is left out', will > 0 && will <= fresh && /Chưa làm gì cả/.test(preview), preview)
  await picture('d-03-preview')
  await noOverflow('the preview')
  await office.submit(page().locator('form[action="/inbox/bulk"]'))
  check('the report says what was done', (await office.text()).includes(`Đã duyệt ${will} phiếu`), await office.text())
  const report = desk.page
  const other = await desk.window()
  desk.page = other
  await go('state-approved')
  check('they are approved', await queue('Đã duyệt') === approved + will, [approved, will, await queue('Đã duyệt')])
  await other.close()
  desk.page = report
  await office.submit(page().locator('form[action="/inbox/undo"]'))
  check('and all undone at once', (await office.text()).includes('Đã hoàn tác'), await office.text())
  await go('new')
  check('they wait again', await queue('Mới đến') === fresh && await queue('Đã duyệt') === approved, [await queue('Mới đến'), await queue('Đã duyệt')])
  await go('conflict')
  await page().locator('#tat-ca').check()
  await Promise.all([page().waitForNavigation(), page().click('#thanh-chon button[value=approve]')])
  check('none in conflict is approved with others', /Không có phiếu nào làm cùng nhau được/.test(await office.text()))

  console.log('\n3. a record in conflict')
  await go('conflict')
  await openFirst()
  await page().waitForSelector('form.nga')
  await picture('d-04')
  await noOverflow('the record')
  check('nothing is chosen in advance', await count('form.nga input[name=pick]:checked') === 0)
  await key('2')
  check('2 chooses the second value', await page().evaluate(() => [...document.querySelectorAll('form.nga')][0].querySelectorAll('input[name=pick]')[1].checked))
  check('and the button says what is missing', (await page().locator('form.nga button').first().innerText()).includes('lý do'))
  await page().locator('form.nga [name=reason]').first().fill('Đã gọi điện hỏi lại')
  check('the panel has the thread of this question', /Trao đổi về câu \d+/.test(await heading()), await heading())
  const record = new URL(page().url()).pathname
  const forks = await count('form.nga')
  await office.submit(page().locator('form.nga').first())
  check('it is settled, the other value still stands beside it', await count('form.nga') === forks - 1 && await count('.gx.mat') >= 1)
  await picture('d-04b')
  await page().locator('details.lai summary').first().click()
  await page().locator('form.nga-lai input[name=pick]').first().check()
  await page().locator('form.nga-lai [name=reason]').first().fill('Nhầm, chọn lại')
  await office.submit(page().locator('form.nga-lai').first())
  check('and can be settled anew', await count('form.nga-lai') === 0 && (await office.go(`${new URL(page().url()).pathname}?show=comments`), await office.text()).includes('Nhầm, chọn lại'))

  console.log('\n4. the whole record')
  await office.go(`${record}?show=all`)
  const folds = await count('details.gap')
  check('what is as last year is folded', folds > 3, folds)
  const lines = await page().locator('a.viet:visible').count()
  await page().locator('details.gap summary').first().click()
  check('and opens', await page().locator('a.viet:visible').count() > lines)
  const at = page().url(), link = page().locator('a.viet:visible').nth(4)
  await link.click()
  check('the panel goes to a question without a reload', await heading() === `Trao đổi về câu ${await link.getAttribute('data-number')}` && page().url() === at, await heading())
  await page().keyboard.type('Nhờ bác hỏi lại câu này')
  await office.submit(page().locator('#trao-doi form.cot'))
  check('what is written there stands there', (await page().innerText('#trao-doi')).includes('Nhờ bác hỏi lại câu này'), await page().innerText('#trao-doi'))
  await office.submit(page().locator('#trao-doi form.xong'))
  check('and is closed there', (await page().innerText('#trao-doi')).includes('đã xong'))
  await page().evaluate(() => { for (const d of document.querySelectorAll('#lich-su details')) d.open = true })
  const hold = page().locator('#lich-su form[action*="/hold"]').first()
  await hold.locator('[name=reason]').fill('Máy đang ở nhà người khác')
  await office.submit(hold)
  check('a save is set aside with its reason', (await page().innerText('#de-rieng')).includes('Máy đang ở nhà người khác'))
  await picture('d-04-held')
  await page().locator('#de-rieng [name=reason]').fill('Đã hỏi, đúng')
  await office.submit(page().locator('#de-rieng form'))
  check('and let in again', await count('#de-rieng') === 0)

  console.log('\n5. deciding with keys')
  await go('violations')
  await openFirst()
  await page().waitForSelector('footer.quyet')
  check('a broken rule is said and blocks', /lỗi chưa có lý do/.test(await office.text()), await office.text())
  await key('a')
  check('A opens what blocks and asks a reason', await page().locator('footer details[open] [name=despite]').isVisible())
  await key('Escape', 'r')
  check('R opens returning', await page().locator('footer details[open] form[action*="/return"] [name=reason]').isVisible())
  await key('Escape', 'c')
  check('C goes to the thread of the question', await page().evaluate(() => document.activeElement?.id === 'yk-cau'))
  await page().fill('#yk', 'Nhờ bác xem lại')
  await office.submit(page().locator('form', { has: page().locator('#yk') }))
  check('the comment is there', (await office.text()).includes('Nhờ bác xem lại'))
  await office.submit(page().locator('aside form[action*="/resolve"]:not(.xong)').first())
  check('and can be closed', (await office.text()).includes('đã xong'))
  await page().locator('aside .gi summary').first().click()
  check('the history names the answers of a save', await count('aside .gi[open] dt') > 0)
  await go('all&kind=outside-flow')
  await openFirst()
  await page().waitForSelector('footer.quyet')
  const behind = page().locator('.qt a[data-here]').first()
  if (check('a broken rule names the answers that it reads', await behind.count() > 0, await page().locator('.qt').allInnerTexts())) {
    const to = await behind.getAttribute('data-here')
    await behind.click()
    check('and leads to one', await until('the line', () => page().locator(to).isVisible()))
  }
  await go('twins')
  await openFirst()
  await page().waitForSelector('footer.quyet')
  check('a look-alike is shown with the reason', /cùng số định danh …2345/.test(await office.text()), await office.text())
  await picture('d-04-twins')

  console.log('\n6. one after the other, undone, and a server that is away')
  await go('new')
  await openFirst()
  await page().waitForSelector('footer.quyet')
  const first = new URL(page().url()).pathname
  await key('a')
  await Promise.all([page().waitForNavigation(), key('Enter')])
  check('A and Enter approve, the next record comes', new URL(page().url()).pathname !== first && (await page().innerText('.thong')).includes('Đã duyệt'), page().url())
  await picture('d-04-undo')
  await office.submit(page().locator('.thong form'))
  check('Hoàn tác goes back to it, undecided', new URL(page().url()).pathname === first && (await office.text()).includes('Duyệt được'), await office.text())
  check('and the history says so', (await page().innerText('#lich-su')).includes('đã hoàn tác'))
  await server.stop()
  await key('a')
  await key('Enter')
  await page().waitForSelector('.mat-mang:not([hidden])')
  check('no server: the bar says that nothing was decided', (await page().innerText('.mat-mang')).includes('Chưa có quyết định nào được ghi') && new URL(page().url()).pathname === first)
  await picture('d-04-away')
  await server.start()
  await Promise.all([page().waitForNavigation(), page().locator('footer form[action*="/approve"] button').click()])
  check('pressed again when it is back, it is approved', (await page().innerText('.thong')).includes('Đã duyệt'))
  await go('new')
  await openFirst()
  await page().waitForSelector('footer.quyet')
  const place = await page().innerText('.d-ten')
  if (/Phiếu \d+ trên \d+/.test(place)) {
    const here = page().url()
    await Promise.all([page().waitForNavigation(), key('j')])
    check('J goes to the next record', page().url() !== here)
    await Promise.all([page().waitForNavigation(), key('k')])
    check('K goes back', page().url() === here)
  }
  await key('r')
  await page().locator('footer details[open] [name=reason]').fill('Nhờ bác xem lại số người')
  await office.submit(page().locator('footer details[open] form'))
  check('a return says so and can be undone', (await page().innerText('.thong')).includes('Hoàn tác'))

  console.log('\n7. changed after the approval')
  await server.stop()
  visits('-after')
  await server.start()
  await until('it is evaluated', async () => { await go('changed'); return await count('tr[data-href]') === 1 && !(await office.text()).includes('đang tính') })
  await openFirst()
  await page().waitForSelector('.ss.bon')
  check('the approved version has a column of its own', await count('.dau-cot') === 5 && (await office.text()).includes('Bản đã duyệt vẫn đứng trong báo cáo'))
  check('a picture that has not come is said', (await page().innerText('footer')).includes('1 ảnh chưa về'), await page().innerText('footer'))
  await page().locator('.loc a', { hasText: 'Đổi sau khi duyệt' }).click()
  await page().waitForSelector('.vt svg')
  check('the place is drawn with its distances', /sai số 6 m/.test(await page().innerText('.vt')), await page().innerText('.vt'))
  await picture('d-04c')
  await noOverflow('the changed record')
  await key('g')
  check('G opens keeping the approved version', await page().locator('footer details[open] form[action*="/keep"] [name=reason]').isVisible())
  await page().locator('footer details[open] [name=reason]').fill('Nhà chưa có máy nước')
  await office.submit(page().locator('footer details[open] form'))
  await office.go(first)
  check('the approved version stands again', await count('.ss.bon') === 0 && (await page().innerText('h1')).includes('Đã duyệt'), await page().innerText('h1'))

  console.log('\n8. a portrait screen')
  await page().setViewportSize({ width: 800, height: 1280 })
  for (const [path, name] of [[inbox('all'), 'd-03-800'], [new URL(page().url()).pathname, 'd-04-800']]) {
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
