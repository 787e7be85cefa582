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

async function answerAll(device, collector, pin) {
  const browser = new Browser(join(work, device), { ...sizes[device], flags })
  const c = new Collector(browser, server.url)
  const all = questions(scanned).filter(x => !only || x.group === only || x.name === only)
  await browser.start()
  try {
    await browser.context.grantPermissions(['geolocation', 'camera', 'microphone'], { origin: server.url })
    await c.enrol(await office.code(collector), `Máy ${device}`, pin)
    const [house] = await c.households()
    await c.openHousehold(house.case, house.name)
    await walk(c, all, async (one, section) => {
      try {
        if (pictures) await c.page.screenshot({ path: join(pictures, `${device}-${one.name}-0.png`) })
        await ways[one.way](section, one.what, c)
        const got = await until(`${one.name} is stored`, async () => { const v = await section.getAttribute('data-value'); return (one.want instanceof RegExp ? one.want.test(v) : v === one.want) ? v : '' }, 8).catch(async () => section.getAttribute('data-value'))
        check(`${device}: ${one.type} ${one.appearance} takes ${one.what ?? 'its answer'}`, one.want instanceof RegExp ? one.want.test(got) : got === one.want, got)
        await c.saved()
      } catch (e) {
        check(`${device}: ${one.type} ${one.appearance} (${one.name})`, false, String(e).split('\n').slice(0, 3).join(' '))
      }
      if (pictures) await c.page.screenshot({ path: join(pictures, `${device}-${one.name}.png`) })
    })
    check(`${device}: no error and no blocked content`, browser.problems.length === 0, browser.problems)
  } finally {
    if (pictures) await browser.page.screenshot({ path: join(pictures, `${device}-last.png`) }).catch(() => {})
    await browser.stop().catch(() => {})
  }
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
