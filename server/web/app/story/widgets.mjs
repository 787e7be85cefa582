// Every widget as a collector meets it: a form with each kind of question and appearance is published, answered on a tablet
// and on a phone by touch and keys, left and opened again, finished, sent, and read back on the office's pages.
// Pictures go to WIDGET_PICTURES when it is set.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser } from './browser.mjs'
import { film } from './camera.mjs'
import { check, finish, until } from './check.mjs'
import { Collector } from './collector.mjs'
import { gallery, groups, questions } from './gallery.mjs'
import { Office } from './office.mjs'
import { freePort, Server } from './server.mjs'
import { ways } from './ways.mjs'

const scanned = 'SOTHON-THẺ HỘ-0042'
const work = mkdtempSync(join(tmpdir(), 'sothon-widgets-'))
const pictures = process.env.WIDGET_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })

const server = new Server(join(work, 'data'), await freePort())
const camera = join(work, 'camera.y4m')
const flags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]
const desk = new Browser(join(work, 'desk'), { width: 1366, height: 768 })
const office = new Office(desk, server.url)
const sizes = { tablet: { width: 800, height: 1280 }, phone: { width: 360, height: 740 } }
const only = process.argv[2]
const secretPlace = 'GPS 20.8412345 106.3512345'

async function publish() {
  await film(camera, scanned)
  await server.start()
  const file = join(work, 'gallery.xlsx')
  writeFileSync(file, gallery(scanned))
  await desk.start()
  await office.signIn('quantri', /quantri\s+(\S+)/.exec(server.output)[1])
  const judged = await office.upload(file)
  check('the gallery has no mistake', !/lỗi/i.test(judged) || /không có lỗi/i.test(judged), judged)
  await office.publish()
}

/** Goes through every page of the gallery from where the tablet stands, calling see for each question on it. */
async function walk(c, all, see) {
  for (const name of Object.keys(groups)) {
    const asked = all.filter(x => x.group === name)
    if (asked.length === 0) continue
    await c.goto(name, asked[0].name)
    for (const one of asked) {
      for (let i = 0; i < 3 && !await c.page.locator(`section[data-name="${one.name}"]`).count(); i++) await c.next()
      await see(one, c.page.locator(`section[data-name="${one.name}"]`))
    }
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

async function answerAll(device, collector, pin) {
  const browser = new Browser(join(work, device), { ...sizes[device], flags })
  const c = new Collector(browser, server.url)
  const all = questions(scanned).filter(x => !only || only.split(',').some(o => x.group === o || x.name === o))
  const seen = new Map()
  await browser.start()
  const picture = name => pictures ? browser.page.screenshot({ path: join(pictures, `${device}-${name}.png`) }) : undefined
  try {
    await browser.context.grantPermissions(['geolocation', 'camera', 'microphone'], { origin: server.url })
    await c.enrol(await office.code(collector), `Máy ${device}`, pin)
    const [house] = await c.households()
    await c.openHousehold(house.case, house.name)
    const tablet = { page: c.page, context: browser.context, photo: await phonePhoto(c.page) }
    await walk(c, all, async (one, section) => {
      const title = `${device}: ${one.type} ${one.appearance} ${one.parameters}`.replace(/ +/g, ' ').trim() + ` (${one.name})`
      const right = v => one.want instanceof RegExp ? one.want.test(v) : v === one.want
      try {
        const [way, what] = one.how
        await ways[way](section, what, tablet)
        const got = await until(`${one.name} is stored`, async () => { const v = await section.getAttribute('data-value'); return right(v) ? { v } : '' }, 8).then(x => x.v, () => section.getAttribute('data-value'))
        check(title, right(got), got)
        await c.saved()
        if (one.says) check(`${title} says ${one.says}`, (await section.innerText()).includes(one.says), await section.innerText())
        if (one.shown) check(`${title} shows ${one.shown}`, await section.locator('[data-name="answer"]').first().inputValue().then(v => v === one.shown, async () => (await section.innerText()).includes(one.shown)))
        if (one.keys) check(`${title} brings the keys for ${one.keys}`, await section.locator('[data-name="answer"]').getAttribute('inputmode') === one.keys)
        seen.set(one.name, got)
      } catch (e) {
        check(title, false, String(e).split('\n').slice(0, 3).join(' '))
      }
      await picture(one.name)
      await judge(c.page, `${device} ${one.name}`)
    })
    check(`${device}: no error and no blocked content`, browser.problems.length === 0, browser.problems)
  } finally {
    await picture('last')?.catch(() => {})
    await browser.stop().catch(() => {})
  }
}

/** What axe finds on the page, and everything that can be touched and is smaller than a finger. */
async function judge(page, where) {
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main label.o, main label.nut, main input, main textarea, main li button, footer button')].filter(e => {
    const box = e.getBoundingClientRect()
    if (box.width === 0 || e.matches('.an, .o input, label.nut input, [type=file]') || e.closest('label.o3, label.o')) return false
    return box.width < 47.5 || box.height < 45.5
  }).map(e => `${e.tagName}.${e.className} ${e.dataset.name ?? e.dataset.key ?? ''} ${Math.round(e.getBoundingClientRect().width)}×${Math.round(e.getBoundingClientRect().height)}`))
  if (small.length) check(`${where}: nothing is too small to touch`, false, small)
  const wide = await page.evaluate(() => document.querySelector('main').scrollWidth > document.querySelector('main').clientWidth + 1)
  if (wide) check(`${where}: nothing is wider than the screen`, false)
}

try {
  await publish()
  await answerAll('tablet', 'Khuê', '314159')
} catch (e) {
  check('the run comes to its end', false, String(e.stack ?? e))
} finally {
  if (desk.process && desk.process.exitCode === null) await desk.stop().catch(() => {})
  await server.stop().catch(() => {})
  rmSync(work, { recursive: true, force: true })
  finish()
}
