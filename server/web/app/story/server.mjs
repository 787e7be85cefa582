// The server of the story: the shipped binary on an empty folder. The network is cut by stopping it. Where SOTHON_DEMO names
// a folder, the demo commune is made there once, and every new folder begins as a copy of it.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'

export const binary = fileURLToPath(new URL('../../../../bin/sothon', import.meta.url))

/** A TCP port that is free now. */
export const freePort = () => new Promise((done, fail) => {
  const s = createServer().once('error', fail)
  s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)) })
})

/** The sothon process on one data folder and port; start and stop as often as the story wants. */
export class Server {
  constructor(data, port) {
    this.data = data
    this.port = port
    this.url = `http://localhost:${port}`
    this.output = ''
  }

  async start() {
    if (process.env.SOTHON_DEMO && !existsSync(this.data)) this.output += await copyDemo(process.env.SOTHON_DEMO, this.data)
    return this.run()
  }

  async run() {
    this.process = spawn(binary, ['demo', '--data', this.data, '--addr', `localhost:${this.port}`], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const s of [this.process.stdout, this.process.stderr]) s.on('data', b => { this.output += b })
    for (let i = 0; i < 600; i++) {
      if (this.process.exitCode !== null) throw new Error(`sothon ended with ${this.process.exitCode}:\n${this.output}`)
      const ok = await fetch(`${this.url}/healthz`).then(r => r.ok, () => false)
      if (ok) return this
      await wait(100)
    }
    throw new Error(`sothon did not answer:\n${this.output}`)
  }

  async stop() {
    const gone = new Promise(done => this.process.once('exit', done))
    this.process.kill('SIGTERM')
    await gone
  }
}

/** Copies the demo commune to a folder; the first who asks makes it. Two who ask at once make it twice, and one is kept. It
 *  gives the line of the recovery key, which is said only when a commune is made. */
async function copyDemo(kept, data) {
  const made = join(kept, 'demo')
  if (!existsSync(made)) {
    const own = join(kept, `making-${process.pid}`)
    mkdirSync(own, { recursive: true })
    const maker = await new Server(join(own, 'data'), await freePort()).run()
    await maker.stop()
    writeFileSync(join(own, 'key'), `    ${maker.output.match(/AGE-SECRET-KEY-1[0-9A-Z]+/)?.[0] ?? ''}\n`)
    try { renameSync(own, made) } catch { rmSync(own, { recursive: true, force: true }) } // another was first
  }
  cpSync(join(made, 'data'), data, { recursive: true })
  return readFileSync(join(made, 'key'), 'utf8')
}
