// Finding a household: what to do today, filters, names in any order, numbers, and a household that no list has with its
// look-alikes, up to the office's inbox. Real browsers against the shipped program. Pictures go to STORY_PICTURES.
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const work = mkdtempSync(join(tmpdir(), 'sothon-home-'))
const pictures = process.env.STORY_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })
const picture = (page, name) => pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined
const server = new Server(join(work, 'data'), await freePort())
const tablet = new Browser(join(work, 'tablet'))
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const a = new Collector(tablet, server.url)
const office = new Office(desk, server.url)
const page = () => tablet.page
const screen = name => page().waitForSelector(`[data-screen="${name}"]`)
const names = () => page().$$eval('[data-screen="find"] .ds .h', all => all.map(e => e.dataset.name))
const search = async text => {
  await page().fill('[data-name="search"]', text)
  await until(`the list answers “${text}”`, () => page().evaluate(t => !t || [...document.querySelectorAll('.dem-hit')].some(e => e.textContent), text))
  await page().waitForTimeout(150)
  return names()
}

try {
  await server.start()
  const logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
  await tablet.start()
  await desk.start()
  await office.signIn('quantri', logins.quantri)
  await a.enrol(await office.code('Khuê'), 'Máy số 4', '314159')
  await screen('today')
  await picture(page(), 'home-today')
  const all = await a.households()
  check('every household of the villages is there', all.length > 80, all.length)
  await picture(page(), 'home-find')

  const one = all.find(h => h.name.split(' ').length >= 3)
  const bare = s => s.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()
  const words = bare(one.name).split(' ')
  check('found by words without marks in another order', (await search([...words].reverse().join(' '))).includes(one.name), one.name)
  await picture(page(), 'home-search')
  check('nothing is found where nothing is', (await search('zzzz')).length === 0)
  check('then the way to a new household stands there', await page().locator('[data-name="new-house"]').count() === 1)
  await search('')

  const chips = await page().$$eval('[data-filter]', all => all.map(e => e.dataset.filter))
  check('villages and states can be chosen', chips.includes('state:open') && chips.filter(c => c.startsWith('village:')).length >= 3, chips)
  const second = chips.filter(c => c.startsWith('village:'))[2]
  await page().click(`[data-filter="${second}"]`)
  const some = await names()
  check('a village shows its own only', some.length > 0 && some.length < all.length, some.length)
  await page().click('[data-filter="village:"]')

  await server.stop() // from here there is no network
  await search('')
  await page().click('[data-name="new-house"]')
  await screen('new-house')
  check('without a name it does not go on', await page().getAttribute('[data-name="begin-new"]', 'aria-disabled') === 'true')
  await page().fill('[data-name="new-name"]', one.name)
  await until('the look-alike is shown', () => page().locator(`[data-screen="new-house"] [data-case="${one.case}"]`).count())
  await picture(page(), 'home-alike')
  check('a household of the same name is shown before a new one is begun', true)
  await page().fill('[data-name="new-name"]', 'Vừ Thị Sáu Mới')
  check('it asks for the village', await page().getAttribute('[data-name="begin-new"]', 'aria-disabled') === 'true')
  await page().locator('.thon-chon label').first().click()
  await page().fill('[data-name="new-address"]', 'Ngõ 9 xóm Chùa')
  await page().fill('[data-name="new-phone"]', '0988 777 666')
  await until('no look-alike', async () => (await page().locator('.giong').count()) === 0)
  await picture(page(), 'home-new')
  await page().click('[data-name="begin-new"]')
  await page().waitForSelector('[data-page]')
  await picture(page(), 'home-new-record')
  check('the record of the new household opens', true)
  await page().goBack()
  await until('back at a list', () => page().locator('[data-screen="find"], [data-screen="today"], [data-screen="new-house"]').count())
  const now = await a.households()
  const fresh = now.find(h => h.name === 'VỪ THỊ SÁU MỚI')
  check('it stands in the list, begun', fresh?.state === 'draft', fresh)
  check('it is found by its phone', (await search('988777')).includes('VỪ THỊ SÁU MỚI'))
  await page().reload()
  await a.unlock('314159')
  const after = await a.households()
  check('it is there after a restart', after.some(h => h.case === fresh?.case && h.state === 'draft'))
  await page().fill('[data-name="search"]', '')
  await page().click('[data-filter="state:here"]')
  check('what is only on this tablet is one choice', (await names()).join() === 'VỪ THỊ SÁU MỚI', await names())
  await picture(page(), 'home-only-here')
  await server.start()
  const how = await a.sync()
  check('what was begun without a network is sent', how === 'done', how)
  await office.go('/inbox?queue=all&q=vu+thi+sau')
  await office.go('/inbox?queue=all'); await picture(desk.page, 'home-desk-all')
  await until('the office sees the new household', async () => { await office.go('/inbox?queue=all&q=vu+thi+sau'); return (await desk.page.textContent('body')).includes('VỪ THỊ SÁU MỚI') })
  check('the office sees it after the sync', true)
  for (const b of [tablet, desk]) check('no script failed and no policy was broken', b.problems.length === 0, b.problems)
} catch (e) {
  check('the story of finding goes to its end', false, String(e.stack ?? e))
  await picture(page(), 'home-failed')?.catch(() => {})
  await picture(desk.page, 'home-failed-desk')?.catch(() => {})
} finally {
  await tablet.stop().catch(() => {})
  await desk.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
}
finish()
