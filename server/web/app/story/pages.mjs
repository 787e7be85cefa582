// Every page of the office and every screen of the tablet, each at three sizes: what judge.mjs looks for, and pictures.
// One server, a desk, two tablets; the commune is brought to life first (pages/life.mjs). The pages of the office are those
// of the router (pages/routes.mjs): one that nobody looks at fails the run. Pictures go to PAGES_PICTURES when it is set,
// those of docs/screens to PAGES_DOCS.
//
//	node story/pages.mjs [tablet|desk]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { gallery } from './gallery.mjs'
import { Office } from './office.mjs'
import { asOthers, missing, stale, table } from './pages/desk.mjs'
import { judge, listen, sizes } from './pages/judge.mjs'
import { asBefore, draft, has, openCard, openRecord, visit } from './pages/life.mjs'
import * as screens from './pages/tablet.mjs'
import { Wifi } from './proxy.mjs'
import { freePort, Server } from './server.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'sothon-pages-'))
const pictures = process.env.PAGES_PICTURES
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
const life = { records: {}, cases: {}, users: {}, devices: [] }
const logins = { giamsat: 'mat-khau-giam-sat-2026' }

const ears = {}
/** A look at what a browser shows now: everything that is wrong is one failed check. */
const watch = (browser, of, options) => {
  ears[of] = listen(browser.page, of === 'd' ? server.url : (of === 'a' ? wifiA : wifiB).url, {
    expected: text => /Failed to load resource|net::ERR/.test(text), // a refused code, a server that is away: the screens say so
  })
  return async (name, more = {}) => {
    const picture = size => pictures ? browser.page.screenshot({ path: join(pictures, `${of === 'd' ? 'd' : 't'}-${name}-${size}.png`), fullPage: of === 'd' && size !== 'desk' }) : undefined
    const wrong = await judge(browser.page, { ...options, ...more, picture })
    check(`${of === 'd' ? 'office' : 'tablet'}: ${name}`, wrong.length + ears[of].take().length === 0, [...wrong].map(w => `\n      ${w}`).join(''))
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
/** Sends what the tablet has and waits for the answer. */
const send = async c => { const got = await c.sync(); if (got !== 'done') throw new Error(`not sent: ${got}`) }
const caseOf = key => life.cases[key]
/** Presses a button of the office's page that stands in a form which leads to an address. */
const press = async (action, fill = {}) => {
  const form = desk.page.locator(`form[action$="${action}"]`).first()
  if (!await form.isVisible()) await desk.page.locator('details', { has: form }).locator('summary').first().click()
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

  await act('finding a household and its card', () => screens.finding(a, houses[9], seeA))
  await act('an open record', () => screens.record(a, houses[8], seeA))
  await act('back to the first page', async () => {
    await a.open()
    await seeA('lock')
    await a.unlock(pins.a)
    if (!await has(tabletA.page, '[data-screen="today"]')) await a.leave()
  })
  await act('this device', () => screens.device(a, seeA))

  await act('a round in full swing', async () => {
    // what last year knows of a household differs: only those that can be confirmed in few steps are visited whole
    const whole = ['conflict', 'returned', 'approved', 'changed', 'finished']
    for (const h of houses.slice(0, 8)) {
      const key = whole.find(k => !life.cases[k])
      if (!key) break
      await openRecord(a, h)
      await a.contents()
      const groups = await a.page.$$eval('[data-name="group-as-before"]', all => all.length)
      await a.page.click('[data-name="leave"]')
      await a.page.waitForSelector('[data-screen="today"]')
      if (groups < 6) continue
      life.cases[key] = h.case
      life[key] = h
      if (key === 'conflict') { // before the other tablet hears of it
        wifiB.mode = 'gone'
        await openRecord(b, h)
        await b.goto('nuocvs', 'nuoc_an')
        await b.answer('nuoc_an', '3')
        await b.leave()
      }
      await visit(a, h, async () => {
        if (key !== 'conflict') return
        await a.goto('nuocvs', 'nuoc_an')
        await a.answer('nuoc_an', '1')
      })
    }
    check('five households are visited whole', whole.every(caseOf), life.cases)
    await draft(b, life.changed)
    await draft(a, houses[8], 2)
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
    wifiB.mode = 'gone'
  })
}

try { await run() } catch (e) { check('the run comes to its end', false, String(e.stack ?? e)) } finally {
  for (const x of [desk, tabletA, tabletB]) if (x.process && x.process.exitCode === null) await x.stop().catch(() => {})
  for (const w of [wifiA, wifiB]) await w.stop().catch(() => {})
  if (server.process && server.process.exitCode === null) await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
