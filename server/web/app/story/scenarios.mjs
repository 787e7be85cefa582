// The survey's worked cases in Chromium: cmd/internal/scenariowasm, the engine built as the tablet's program is, plays
// schema/seed/forms/ho-gia-dinh.scenarios.md on a page. Every scenario must run as many steps as in Go and fail none.
//
//	node story/scenarios.mjs
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { check, finish } from './check.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!program) throw new Error('Chromium is missing: apt-get install chromium')
const go = (args, env = {}) => execFileSync('go', args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'inherit'] })

const work = mkdtempSync(join(tmpdir(), 'sothon-scenarios-'))
const scenarios = 'schema/seed/forms/ho-gia-dinh.scenarios.md'
let web, browser
try {
  const native = JSON.parse(go(['run', './cmd/internal/scenarios', scenarios]))
  const flags = readFileSync(join(root, 'cmd/formswasm/flags.txt'), 'utf8').split('\n').filter(Boolean)
  go(['build', ...flags, '-o', join(work, 'scenarios.wasm'), './cmd/internal/scenariowasm'], { GOOS: 'js', GOARCH: 'wasm', CGO_ENABLED: '0' })

  const files = {
    '/': ['text/html; charset=utf-8', '<!doctype html><meta charset="utf-8"><title>scenarios</title><script src="/wasm_exec.js"></script>'],
    '/wasm_exec.js': ['text/javascript', readFileSync(join(go(['env', 'GOROOT']).trim(), 'lib/wasm/wasm_exec.js'))],
    '/scenarios.wasm': ['application/wasm', readFileSync(join(work, 'scenarios.wasm'))],
    '/form.json': ['application/json', native.form],
    '/scenarios.md': ['text/markdown; charset=utf-8', readFileSync(join(root, scenarios))],
  }
  web = createServer((req, res) => {
    const f = files[req.url]
    if (f) res.writeHead(200, { 'Content-Type': f[0] }).end(f[1])
    else res.writeHead(404).end()
  })
  await new Promise(done => web.listen(0, '127.0.0.1', done))

  browser = await chromium.launch({ executablePath: program, headless: true, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${web.address().port}/`)
  const answer = JSON.parse(await page.evaluate(async () => {
    const go = new Go()
    const { instance } = await WebAssembly.instantiateStreaming(fetch('/scenarios.wasm'), go.importObject)
    void go.run(instance) // runs until it waits for calls
    const form = new Uint8Array(await (await fetch('/form.json')).arrayBuffer())
    return sothonScenarios(form, await (await fetch('/scenarios.md')).text())
  }))
  if (answer.error) throw new Error(answer.error)

  const played = answer.scenarios
  if (played.length !== native.scenarios.length) check('as many scenarios as in Go', false, `${played.length}, in Go ${native.scenarios.length}`)
  for (const [i, s] of played.entries()) {
    const same = s.steps > 0 && s.steps === native.scenarios[i]?.steps && s.title === native.scenarios[i]?.title
    check(`${s.title} (${s.steps} steps)`, same && s.failed.length === 0,
      [...s.failed.map(f => `\n      line ${f.line}: ${f.step}: got ${JSON.stringify(f.got)}, want ${JSON.stringify(f.want)}`),
        ...same ? [] : [`\n      in Go: ${JSON.stringify(native.scenarios[i] ?? null)}`]].join(''))
  }
} catch (e) {
  check('the scenarios run in Chromium', false, e.stack)
} finally {
  await browser?.close()
  web?.close()
  web?.closeAllConnections()
  rmSync(work, { recursive: true, force: true })
  finish()
}
