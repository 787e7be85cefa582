// The parts of the app that are fetched when they are first shown: all of them are there without a network; one that is
// missing on the tablet says so in words, comes with the network, and no answer is lost by it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { freePort, Server } from './server.mjs'

const work = mkdtempSync(join(tmpdir(), 'sothon-parts-'))
const server = new Server(join(work, 'data'), await freePort())
const tablet = new Browser(join(work, 'a'), { width: 360, height: 740 })
const c = new Collector(tablet, server.url)
const pin = '314159'
const has = selector => c.page.locator(selector).count()

/** Takes a part of the app off the tablet, as a storage cleaner or a half-done update would. */
const lose = name => c.page.evaluate(async part => {
  let gone = 0
  for (const key of await caches.keys()) {
    const cache = await caches.open(key)
    for (const r of await cache.keys()) if (new RegExp(`/${part}-[^/]*\\.js`).test(r.url) && await cache.delete(r)) gone++
  }
  return gone
}, name)
/** The part's file is not among what the browser kept for itself either. */
const forget = async () => {
  const cdp = await tablet.context.newCDPSession(c.page)
  await cdp.send('Network.clearBrowserCache')
  await cdp.detach()
}

try {
  await server.start()
  const [code] = [...server.output.matchAll(/^\s+([2-9A-HJ-NP-Z]{4})-([2-9A-HJ-NP-Z]{4})/gm)].map(m => m[1] + m[2])
  await tablet.start()
  await c.enrol(code, 'Máy số 4', pin)
  const [h] = (await c.households()).filter(x => x.state === 'new')
  await c.openHousehold(h.case, h.name)
  if (await has('[data-screen="summary"]')) await c.page.click('[data-name="back"]')
  await c.page.waitForSelector('[data-page] section[data-ref]')
  const label = c.page.locator('section[data-control^="select_one"] label[data-choice]')
  for (let i = 0; i < 20 && !await label.count(); i++) await c.next()
  const asked = await c.page.locator('section[data-control^="select_one"]').first().getAttribute('data-name')
  await label.first().click()
  await c.saved()
  const answered = await c.valueOf(asked)
  await c.leave()

  await server.stop()
  await c.open()
  await c.unlock(pin)
  await c.openHousehold(h.case, h.name)
  check('without a network and after a new start the record opens', await has('[data-page]') > 0)
  await c.leave()
  await c.tab(3)
  check('and so does the page of the device', await until('the page', () => has('[data-screen="device"]')))

  check('the record\'s part is taken off the tablet', await lose('record') === 1)
  check('and the device\'s', await lose('device') === 1)
  await forget()
  await c.open()
  await c.unlock(pin)
  await c.find(h.name)
  await c.page.click(`[data-screen="find"] button[data-case="${h.case}"]`)
  await c.page.click('[data-name="open-record"]')
  await c.page.waitForSelector('[data-screen="part-missing"]')
  const words = await c.page.innerText('[data-screen="part-missing"]')
  check('a missing part is said in words, with what is safe', /Chưa mở được phần này/.test(words) && /vẫn còn trên máy/.test(words), words)
  await c.page.click('[data-name="part-again"]')
  await c.page.waitForSelector('[data-name="part-reload"]')
  check('it offers to open the app again when it still does not come', true)
  await c.page.locator('[data-screen="part-missing"] .phu').click()
  check('and there is a way back', await until('the card', () => has('[data-screen="household"]')))
  await c.page.click('[data-name="back"]')
  await c.tab(3)
  check('another missing part says so too', await until('the words', () => has('[data-screen="part-missing"]')))

  await server.start()
  await c.page.click('[data-name="part-again"]')
  const came = await until('the part comes or the app is to be opened again', async () => await has('[data-screen="device"]') ? 'came' : await has('[data-name="part-reload"]') ? 'reload' : '')
  if (came === 'reload') { await c.page.click('[data-name="part-reload"]'); await c.unlock(pin) }
  await c.openHousehold(h.case, h.name)
  if (!await has(`section[data-name="${asked}"]`)) { // the record opens where it was left
    for (let i = 0; i < 20 && !await has(`section[data-name="${asked}"]`); i++) await c.page.click('[data-name="prev"]')
  }
  check('with the network the part comes and the answer is there', await c.valueOf(asked) === answered && answered !== '', await c.valueOf(asked))
  check('no fault on the page', tablet.problems.length === 0, tablet.problems)
} catch (e) {
  check('the parts', false, String(e.stack ?? e))
  if (tablet.page) console.log(await c.page.evaluate(() => document.body.innerText).catch(() => ''))
} finally {
  await tablet.kill().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
