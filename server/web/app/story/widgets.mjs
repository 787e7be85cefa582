// Every widget as a collector meets it: a form with each kind of question and appearance is published, answered on a tablet
// and on a phone by touch and keys, left and opened again, finished, sent, and read back on the office's pages.
// Pictures go to WIDGET_PICTURES when it is set.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Browser } from './browser.mjs'
import { film } from './camera.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { readExport } from './exported.mjs'
import { gallery, groups, questions } from './gallery.mjs'
import { Office } from './office.mjs'
import { Wifi } from './proxy.mjs'
import { freePort, Server } from './server.mjs'
import { ways } from './ways.mjs'

const scanned = 'SOTHON-THẺ HỘ-0042'
const work = mkdtempSync(join(tmpdir(), 'sothon-widgets-'))
const pictures = process.env.WIDGET_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })

const server = new Server(join(work, 'data'), await freePort())
const wifi = new Wifi(await freePort(), server.url) // between the phone and the server
const camera = join(work, 'camera.y4m')
const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const office = new Office(desk, server.url)
const sizes = { tablet: { width: 800, height: 1280 }, phone: { width: 360, height: 740 } }
const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const only = process.argv[2]
const large = join(work, 'to.bin') // more than a photo may be
writeFileSync(large, Buffer.alloc(9_000_000))
const threeParts = join(work, 'giay.pdf') // of the parts that files are sent in
writeFileSync(threeParts, Buffer.concat([Buffer.from('%PDF-1.4 thu'), randomBytes(2_500_000)]))
const secretPlace = 'GPS 20.8412345 106.3512345'

async function publish() {
  await film(camera, scanned)
  await server.start()
  await wifi.start()
  const file = join(work, 'gallery.xlsx')
  writeFileSync(file, gallery(scanned))
  await desk.start()
  await office.signIn('quantri', /quantri\s+(\S+)/.exec(server.output)[1])
  const judged = await office.upload(file)
  check('the gallery has no mistake', !/lỗi/i.test(judged) || /không có lỗi/i.test(judged), judged)
  await office.publish()
}

/** Goes through every page of the gallery from where the tablet stands, calling see for each question on it, and seen once a page. */
async function walk(c, all, see, seen) {
  for (const name of Object.keys(groups)) {
    const asked = all.filter(x => x.group === name)
    if (asked.length === 0) continue
    await c.goto(name, asked[0].name)
    let last = asked[0]
    for (const one of asked) {
      if (!await c.page.locator(`section[data-name="${one.name}"]`).count()) {
        await seen(last)
        for (let i = 0; i < 15 && !await c.page.locator(`section[data-name="${one.name}"]`).count(); i++) await c.next()
      }
      await see(one, c.page.locator(`section[data-name="${one.name}"]`))
      last = one
    }
    await seen(last)
  }
}

/** A photo as a telephone takes it: large, with a place written into it. */
async function phonePhoto(page) {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 })
    const pen = canvas.getContext('2d')
    for (let i = 0; i < 4000; i++) { pen.fillStyle = `hsl(${i * 47 % 360} 60% ${30 + i % 50}%)`; pen.fillRect(i * 131 % 2400, i * 71 % 1800, 90, 60) }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  })
  const plain = Buffer.from(base64, 'base64')
  const exif = Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0' + secretPlace, 'latin1')
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 255])
  return { name: 'may-anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([head, exif, plain.subarray(2)]) }
}

/** Answers the whole gallery on one device, enrolled by a code; gives what is stored, by the names of the questions. */
async function answerAll(device, code, pin, nth) {
  const browser = new Browser(join(work, device), { ...sizes[device], flags })
  const base = device === 'phone' ? wifi.url : server.url
  const c = new Collector(browser, base)
  const all = questions(scanned).filter(x => !only || only.split(',').some(o => x.group === o || x.name === o))
  const stored = new Map()
  await browser.start()
  const picture = name => pictures ? browser.page.screenshot({ path: join(pictures, `${device}-${name}.png`) }) : undefined
  try {
    await browser.context.grantPermissions(['geolocation', 'camera', 'microphone'], { origin: base })
    await c.enrol(code, `Máy ${device}`, pin)
    const house = (await c.households())[nth]
    await c.openHousehold(house.case, house.name)
    const tablet = { page: c.page, context: browser.context, photo: await phonePhoto(c.page), large, threeParts, picture }
    await walk(c, all, async (one, section) => {
      const title = `${device}: ${one.type} ${one.appearance} ${one.parameters}`.replace(/ +/g, ' ').trim() + ` (${one.name})`
      const right = v => one.want instanceof RegExp ? one.want.test(v) : v === one.want
      try {
        const [way, what] = one.how
        await ways[way](section, what, tablet)
        const got = await until(`${one.name} is stored`, async () => { const v = await section.getAttribute('data-value'); return right(v) ? { v } : '' }, 12).then(x => x.v, () => section.getAttribute('data-value'))
        check(title, right(got), got)
        await c.saved()
        if (one.says) check(`${title} says ${one.says}`, (await section.innerText()).includes(one.says), await section.innerText())
        if (one.shown) check(`${title} shows ${one.shown}`, await section.locator('[data-name="answer"]').first().inputValue() === one.shown)
        if (one.keys) check(`${title} brings the keys for ${one.keys}`, await section.locator('[data-name="answer"]').getAttribute('inputmode') === one.keys)
        stored.set(one.name, got)
      } catch (e) {
        check(title, false, String(e).split('\n').slice(0, 3).join(' '))
      }
      await picture(one.name)
    }, one => judge(c.page, `${device} ${one.name}`))
    check(`${device}: no error and no blocked content`, browser.problems.length === 0, browser.problems)
    if (device === 'phone') wifi.cut = { path: /blobs/, method: 'PATCH', after: 300_000, skip: 1 }
    await c.leave()
    if (device === 'phone' && stored.has('tep')) await goesOn(c, stored.get('tep'))
    await c.openHousehold(house.case, house.name)
    const lost = []
    // the second time the tablet with letters twice as large, the phone out in the sun with its largest ones
    if (device === 'tablet') await c.page.setViewportSize({ width: sizes.tablet.width / 2, height: sizes.tablet.height / 2 })
    else await c.page.evaluate(() => Object.assign(document.documentElement.dataset, { cheDo: 'nang', co: '2' }))
    await walk(c, all, async (one, section) => {
      await picture(`${one.name}-again`)
      const v = await section.getAttribute('data-value')
      if (stored.has(one.name) && v !== stored.get(one.name)) lost.push(`${one.name}: ${stored.get(one.name)} is now ${v}`)
    }, one => judge(c.page, `${device} ${one.name} ${device === 'tablet' ? 'at 200 %' : 'in the sun'}`))
    check(`${device}: all ${stored.size} answers are there when the form is opened again`, lost.length === 0, lost)
    await c.summary()
    await picture('summary')
    await c.finish()
    check(`${device}: everything is sent, files too`, await c.sync() === 'done', await c.page.innerText('[data-screen="sync"]'))
    return { all, stored }
  } catch (e) {
    await picture('failed')?.catch(() => {})
    throw e
  } finally {
    await browser.stop().catch(() => {})
  }
}

/** A file of three parts is cut in the second: it goes on from there, and nothing that was stored is sent again. */
async function goesOn(c, media) {
  const [hash, size] = media.split('/')
  const parts = () => wifi.bodies.filter(b => b.method === 'PATCH' && b.url.includes(hash))
  await until('the upload is cut', () => parts().some(b => b.cut) && wifi.cut === null)
  await until('the sync ends', async () => await c.sync() === 'done', 120)
  check('phone: a file cut in the middle goes on from the part that was stored', parts().map(b => b.offset).join(' ') === '0 1048576 1048576 2097152', parts())
  const whole = parts().filter(b => !b.cut).reduce((n, b) => n + b.bytes, 0)
  const lost = parts().filter(b => b.cut).reduce((n, b) => n + b.bytes, 0)
  check('phone: each byte is stored once, at most a part is sent in vain', whole === Number(size) && lost < 1 << 20, { whole, lost, size })
  check('phone: nothing of it went in one piece', !wifi.bodies.some(b => b.method === 'PUT' && b.bytes > 1 << 20))
}

/** The same answers on the commune's pages: the record, the bytes of its pictures, the exported table. */
async function readBack({ all, stored }) {
  await office.signOut()
  await office.signIn('thamdinh', /thamdinh\s+(\S+)/.exec(server.output)[1])
  const rows = await until('the record has arrived', async () => { await office.go('/inbox?queue=all'); const r = await desk.page.$$eval('tr[data-href]', (all, who) => all.filter(e => e.innerText.includes(who)).map(e => ({ href: e.dataset.href })), 'Khuê'); return r.length ? r : '' })
  await office.go(`${rows[0].href.split('?')[0]}?show=all`)
  await desk.page.setViewportSize({ width: 1366, height: 6000 }) // the page scrolls inside itself
  if (pictures) await desk.page.screenshot({ path: join(pictures, 'office.png') })
  const text = await office.text()
  for (const one of all.filter(x => x.office)) check(`the office shows ${one.office} (${one.name})`, text.includes(one.office))
  for (const one of all.filter(x => x.want instanceof RegExp && x.want.source.includes('image'))) {
    const hash = (stored.get(one.name) ?? '').slice(0, 64)
    const bytes = Buffer.from(await desk.page.evaluate(async h => {
      const r = await fetch(`/blobs/${h}`)
      return r.ok ? [...new Uint8Array(await r.arrayBuffer())] : []
    }, hash))
    check(`${one.name}: the picture is at the commune, without the place the telephone wrote`, bytes.length > 500 && !bytes.includes(secretPlace) && !bytes.includes('Exif'), bytes.length)
    const [width, height] = await desk.page.evaluate(async h => { const b = await createImageBitmap(await (await fetch(`/blobs/${h}`)).blob()); return [b.width, b.height] }, hash)
    check(`${one.name}: at most ${one.side ?? 1600} px`, Math.max(width, height) <= (one.side ?? 1600) && Math.max(width, height) > 300, [width, height])
  }
  await office.go(rows[0].href.split('?')[0])
  await office.approve()
  const { csv } = await readExport(office)
  const cells = { tien_tat: '1500000', so_le: '84.5', ngay_sinh: '1964-05-12', ngay_thang: '2023-07-01', dat_m2: '840', nhieu_thuong: '', khoang_le: '1.5', ma_quet: scanned, chu_so: '00714' }
  for (const [name, value] of Object.entries(cells)) {
    if (stored.has(name)) check(`the exported table has ${name} ${value}`, csv.household.includes(name) && csv.household.includes(value))
  }
}

let judged = 0

/** What axe finds on the page, everything that can be touched and is smaller than a finger, what does not fit the width. */
async function judge(page, where) {
  judged++
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
  const found = await page.evaluate(async () => (await window.axe.run(document.body, { resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`))
  if (found.length) check(`${where}: axe finds nothing serious`, false, found)
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main label.o, main label.nut, main input, main textarea, main li button, footer button')].filter(e => {
    const box = e.getBoundingClientRect()
    if (box.width === 0 || e.matches('.an, .o input, label.nut input, [type=file]') || e.closest('label.o3, label.o')) return false
    return box.width < 47.5 || box.height < 47.5
  }).map(e => `${e.tagName}.${e.className} ${e.dataset.name ?? e.dataset.key ?? ''} ${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`))
  if (small.length) check(`${where}: nothing is too small to touch`, false, small)
  const wide = await page.evaluate(() => document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1)
  if (wide) check(`${where}: nothing is wider than the screen`, false)
}

try {
  await publish()
  const codes = [await office.code('Khuê'), await office.code('Thơm')]
  // both at once: each waits most of its time for its own screen
  const phone = answerAll('phone', codes[1], '271828', 1)
  phone.catch(() => {})
  await readBack(await answerAll('tablet', codes[0], '314159', 0))
  await phone
  check(`${judged} pages fit the screen, can be touched, and axe finds nothing serious`, judged > 0)
} catch (e) {
  check('the run comes to its end', false, String(e.stack ?? e))
} finally {
  if (desk.process && desk.process.exitCode === null) await desk.stop().catch(() => {})
  await wifi.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
