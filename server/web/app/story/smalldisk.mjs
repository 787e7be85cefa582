// A tablet whose disk is full: run as `unshare -Urm node story/smalldisk.mjs`, with its profile on a tmpfs of 220 MB, since
// no switch of the browser limits what a page stores as a small disk does. The form that is open is finished from the room
// kept back; what could not be saved is said to be not saved; nothing that was saved is lost.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { household } from './answers.mjs'
import { Browser } from './browser.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'

const work = mkdtempSync(join(tmpdir(), 'sothon-full-'))
const small = mkdtempSync(join(tmpdir(), 'sothon-small-'))
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=220m', 'tmpfs', small])
const server = new Server(join(work, 'data'), await freePort())
const tablet = new Browser(join(small, 'profile'))
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const a = new Collector(tablet, server.url)
const page = () => tablet.page
const pictures = process.env.STORY_PICTURES
const picture = name => pictures ? page().screenshot({ path: join(pictures, `${name}.png`) }) : undefined
const room = () => { const s = statfsSync(small); return s.bavail * s.bsize }

/** Fills the disk from within the same origin, as photos and other data would, until the browser refuses. */
const fill = () => page().evaluate(async () => {
  const db = await new Promise(done => { const r = indexedDB.open('filler', 1); r.onupgradeneeded = () => r.result.createObjectStore('x'); r.onsuccess = () => done(r.result) })
  let n = 0
  for (const size of [4 << 20, 512 << 10, 64 << 10, 8 << 10]) {
    for (;;) {
      const bytes = new Uint8Array(size)
      for (let i = 0; i < size; i += 65536) crypto.getRandomValues(bytes.subarray(i, Math.min(size, i + 65536)))
      const ok = await new Promise(done => {
        const tx = db.transaction('x', 'readwrite', { durability: 'strict' })
        tx.oncomplete = () => done(true)
        tx.onabort = () => done(false)
        tx.objectStore('x').put(bytes, `${size}-${n}`)
      })
      if (!ok) break
      n++
    }
  }
  db.close()
  return n
})

try {
  await server.start()
  const logins = Object.fromEntries([...server.output.matchAll(/^\s+(quantri|thamdinh)\s+(\S+)/gm)].map(m => m.slice(1)))
  await desk.start()
  const office = new Office(desk, server.url)
  await office.signIn('quantri', logins.quantri)
  const code = await office.code('Khuê')
  await desk.stop()
  await tablet.start()
  // without the promise to keep data a browser short of room may clear the whole origin instead
  await (await tablet.cdp.newBrowserCDPSession()).send('Browser.grantPermissions', { origin: server.url, permissions: ['durableStorage'] })
  await a.enrol(code, 'Máy nhỏ', '314159')
  await a.tab(3)
  const reserve = Number(await until('room is kept back', async () => { const r = await page().getAttribute('[data-figure="stored"]', 'data-reserve').catch(() => '0'); return Number(r) > 0 && r }))
  check('room is kept back on a small disk too', reserve >= 8 << 20, reserve)
  const id = (await a.households()).find(h => h.name === household.name).case
  await a.openHousehold(id, household.name)
  await a.goto('mo_dau', 'lydo_tham'); await a.answer('lydo_tham', '2')
  await a.goto('mo_dau', 'ketqua_tham'); await a.answer('ketqua_tham', '1')
  await server.stop()
  const filled = await fill()
  check('the browser refused at last', filled > 0, filled)
  console.log(`room left on the disk: ${room()} bytes, kept back ${reserve}`)
  await a.goto('ho', 'dien_thoai')
  const shown = []
  for (let i = 0; i < 40; i++) {
    const phone = `09${String(76318254 + i)}`
    await a.answer('dien_thoai', phone)
    shown.push(phone)
  }
  for (let i = 0; i < 5; i++) { const phone = `03${String(16318254 + i)}`; await a.answer('dien_thoai', phone); shown.push(phone) }
  check('the open form goes on and every answer is said to be saved', shown.length > 5)
  const left = await page().evaluate(async () => { const names = []; for await (const n of (await navigator.storage.getDirectory()).keys()) names.push(n); return names })
  check('the room kept back was given for it', !left.includes('reserve'), left)
  await tablet.kill()
  await server.start()
  await tablet.start()
  await a.open()
  await a.unlock('314159')
  await a.openHousehold(id, household.name)
  await a.goto('ho', 'dien_thoai')
  check('nothing that was said to be saved is lost', await a.valueOf('dien_thoai') === shown.at(-1), [await a.valueOf('dien_thoai'), shown.at(-1)])
} catch (e) {
  check('the story of the full disk', false, String(e.stack ?? e))
  await picture('failed-small')?.catch?.(() => {})
} finally {
  for (const b of [tablet, desk]) await b.stop().catch(() => {})
  await server.stop().catch(() => {})
  execFileSync('umount', ['-l', small])
  rmSync(work, { recursive: true, force: true })
  finish()
}
