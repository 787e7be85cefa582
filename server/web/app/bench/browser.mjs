// The engine in Chromium, measured: start (cold and warm), loading what a tablet stored, opening the household form with
// the lists of one village, an answer, memory; at ordinary speed and slowed down six times. The engine runs on the page's
// thread here, because Chromium slows down only that; in the app it runs in a worker. Compilation happens on threads
// that are not slowed down, so the start of a real tablet is slower than the 6× column says. Prints JSON, milliseconds.
//
//	node bench/browser.mjs [RUNS]
import { execFileSync, spawn } from 'node:child_process'
import { Agent, createServer } from 'node:http'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { freePort } from '../story/server.mjs'
import { Tablet, loader, shipped } from './tablet.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const runs = Number(process.argv[2] ?? 5)
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!program) throw new Error('Chromium is missing: apt-get install chromium')

const sorted = list => [...list].sort((a, b) => a - b)
const at = (list, q) => { const s = sorted(list); return Number(s[Math.min(s.length - 1, Math.floor(q * s.length))].toFixed(2)) }
const spread = list => ({ median: at(list, 0.5), min: at(list, 0), max: at(list, 1) })

/** What a tablet of the demo's first village has stored after its first sync. */
async function stored() {
  const data = mkdtempSync(join(tmpdir(), 'sothon-bench-'))
  const { codes } = JSON.parse(execFileSync('go', ['run', './cmd/internal/bench', '-data', data, '-demo'], { cwd: root }))
  const port = await freePort()
  const server = spawn(process.env.SOTHON ?? join(root, 'bin/sothon'), ['serve', '--data', data, '--addr', `localhost:${port}`], { stdio: 'ignore' })
  const agent = new Agent({ keepAlive: true })
  try {
    const base = `http://localhost:${port}`
    for (let i = 0; !await fetch(`${base}/healthz`).then(r => r.ok, () => false); i++) {
      if (i > 300) throw new Error('the server did not start')
      await new Promise(done => setTimeout(done, 100))
    }
    const t = new Tablet(base, agent)
    await t.enrol(codes[0], 'máy đo')
    const first = await t.sync()
    const entries = [...t.store].map(([k, v]) => ({ s: k.slice(0, k.indexOf('|')), k: k.slice(k.indexOf('|') + 1), v: Buffer.from(v).toString('base64') }))
    return { entries, first: { requests: first.requests, records: first.arrived.records, bytesDown: t.bytes.down } }
  } finally {
    agent.destroy()
    server.kill('SIGTERM')
    await new Promise(done => server.once('exit', done))
    rmSync(data, { recursive: true, force: true })
  }
}

const { entries, first } = await stored()
const files = {
  '/': ['text/html; charset=utf-8', readFileSync(new URL('page.html', import.meta.url))],
  '/wasm_exec.js': ['text/javascript', readFileSync(loader)],
  '/sothon.wasm': ['application/wasm', readFileSync(shipped())],
  '/entries.json': ['application/json', Buffer.from(JSON.stringify(entries))],
}
for (const f of Object.values(files)) f.push(gzipSync(f[1], { level: 9 }))
const web = createServer((req, res) => {
  const f = files[req.url]
  if (!f) return res.writeHead(404).end()
  res.writeHead(200, { 'Content-Type': f[0], 'Content-Encoding': 'gzip', 'Content-Length': f[2].length, 'Cache-Control': req.url === '/sothon.wasm' ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }).end(f[2]) // isolated pages have a fine clock
})
await new Promise(done => web.listen(0, '127.0.0.1', done))
const url = `http://127.0.0.1:${web.address().port}/`

/** One run in a fresh browser with an empty cache: nothing of another run is warm. */
async function run(rate) {
  const profile = mkdtempSync(join(tmpdir(), 'sothon-bench-'))
  const context = await chromium.launchPersistentContext(profile, { executablePath: program, headless: true, args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'] })
  try {
    const page = context.pages()[0] ?? await context.newPage()
    const cdp = await context.newCDPSession(page)
    const slow = () => cdp.send('Emulation.setCPUThrottlingRate', { rate })
    await page.goto(url)
    await slow()
    const cold = await page.evaluate('boot()')
    await new Promise(done => setTimeout(done, 3000)) // compiling to fast code goes on behind, and is then kept
    await page.reload()
    await slow()
    const warm = await page.evaluate('boot()')
    const load = await page.evaluate('load()')
    const opened = await page.evaluate('open()')
    const answers = await page.evaluate('answers(120)')
    const row = await page.evaluate('addRow()')
    const bare = await page.evaluate('bare()')
    const again = await page.evaluate('open()')
    const memory = await page.evaluate('({ heap: performance.memory.usedJSHeapSize, wasm: pages() })')
    return { cold, warm, load, opened, answers, row, bare, again, memory }
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

const out = { wasm: { bytes: files['/sothon.wasm'][1].length, gzip: files['/sothon.wasm'][2].length }, stored: { entries: entries.length, bytes: entries.reduce((n, e) => n + Buffer.byteLength(e.v, 'base64'), 0), ...first }, runs, speeds: {} }
for (const rate of [1, 6]) {
  const all = []
  for (let i = 0; i < runs; i++) all.push(await run(rate))
  const answers = all.flatMap(r => r.answers)
  const { households, members, places, questions } = all[0].opened
  out.form = { households, members, places, nodes: questions }
  out.speeds[`${rate}x`] = {
    coldStart: { ...spread(all.map(r => r.cold.start)), ofItGo: at(all.map(r => r.cold.run), 0.5) }, warmStart: spread(all.map(r => r.warm.start)), load: spread(all.map(r => r.load)), home: spread(all.map(r => r.opened.home)),
    open: spread(all.map(r => r.opened.open)), openAgain: spread(all.map(r => r.again.open)),
    answer: { n: answers.length, median: at(answers, 0.5), p95: at(answers, 0.95), max: at(answers, 1) },
    addMember: spread(all.map(r => r.row)), emptyCall: at(all.flatMap(r => r.bare), 0.5),
    memoryMB: { wasm: Number((Math.max(...all.map(r => r.memory.wasm)) / 1e6).toFixed(1)), jsHeap: Number((Math.max(...all.map(r => r.memory.heap)) / 1e6).toFixed(1)) },
  }
}
web.close()
console.log(JSON.stringify(out, null, 1))
