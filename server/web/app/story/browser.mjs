// A tablet of the story: a Chromium process of its own with its own profile folder, driven over the DevTools protocol, so
// that it can be killed like a tablet whose battery falls out.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!program) throw new Error('Chromium is missing: apt-get install chromium')

/** One browser with a profile folder that outlives it. */
export class Browser {
  constructor(profile, { width = 800, height = 1280, flags = [] } = {}) {
    this.profile = profile
    this.flags = flags
    this.size = { width, height }
  }

  /** Starts Chromium on the profile and opens one page. */
  async start() {
    const portFile = join(this.profile, 'DevToolsActivePort')
    rmSync(portFile, { force: true })
    this.process = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-extensions', '--force-prefers-reduced-motion', // no moment between two colours
      '--remote-debugging-port=0', `--user-data-dir=${this.profile}`, `--window-size=${this.size.width},${this.size.height}`, ...this.flags, 'about:blank'],
      { detached: true, stdio: 'ignore' })
    for (let i = 0; i < 300 && !existsSync(portFile); i++) await wait(50)
    let port = ''
    for (let i = 0; i < 50 && !port; i++) { port = readFileSync(portFile, 'utf8').split('\n')[0]; if (!port) await wait(20) }
    this.cdp = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    this.context = this.cdp.contexts()[0]
    this.page = this.context.pages()[0] ?? await this.context.newPage()
    await this.page.setViewportSize(this.size)
    this.problems = []
    this.page.on('dialog', d => { this.problems.push(`dialog: ${d.message()}`); void d.dismiss() })
    this.page.on('pageerror', e => this.problems.push(String(e)))
    this.page.on('console', m => { if (m.type() === 'error' && /Content Security Policy/i.test(m.text())) this.problems.push(m.text()) })
    this.page.setDefaultTimeout(60_000) // a hang fails; a slow machine does not
    return this.page
  }

  /** Opens another window of the same person: a tab behind another one would not be drawn. */
  async window() {
    const session = await this.cdp.newBrowserCDPSession()
    const [page] = await Promise.all([this.context.waitForEvent('page'), session.send('Target.createTarget', { url: 'about:blank', newWindow: true })])
    await session.detach()
    await page.setViewportSize(this.size)
    page.setDefaultTimeout(60_000)
    return page
  }

  /** Ends the browser as a power cut would: SIGKILL to the whole process group, nothing flushed by the program. */
  async kill() {
    const gone = new Promise(done => this.process.once('exit', done))
    process.kill(-this.process.pid, 'SIGKILL')
    await gone
    await this.cdp.close().catch(() => {})
  }

  /** Closes the browser in the ordinary way. */
  async stop() {
    const { process: ended, cdp } = this
    const gone = new Promise(done => ended.once('exit', done))
    const session = await cdp.newBrowserCDPSession()
    await session.send('Browser.close').catch(() => {})
    const late = setTimeout(() => process.kill(-ended.pid, 'SIGKILL'), 5000)
    await gone
    clearTimeout(late)
    await cdp.close().catch(() => {})
  }
}
