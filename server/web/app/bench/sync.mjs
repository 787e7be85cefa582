// Sync, measured: 20 tablets (the WebAssembly of the app, in Node) × 200 records × 60 fields push, then each pulls what the
// other tablet of its area sent, then one with every area pulls all, then nothing is new. Prints JSON: records a second,
// server CPU ms a record, bytes a record on the socket, server memory. Tablets and server share the machine.
//
//	node bench/sync.mjs [TABLETS] [RECORDS]
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../story/server.mjs'
import { Tablet } from './tablet.mjs'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const tablets = Number(process.argv[2] ?? 20)
const records = Number(process.argv[3] ?? 200)
const ticks = Number(execFileSync('getconf', ['CLK_TCK']))

const data = mkdtempSync(join(tmpdir(), 'sothon-bench-'))
const seeded = JSON.parse(execFileSync('go', ['run', './cmd/internal/bench', '-data', data, '-tablets', String(tablets), '-households', String(2 * records)], { cwd: root }))
const port = await freePort()
const server = spawn(process.env.SOTHON ?? join(root, 'bin/sothon'), ['serve', '--data', data, '--addr', `localhost:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] })
let log = ''
server.stderr.on('data', b => { log = (log + b).slice(-4000) })
const base = `http://localhost:${port}`
const agent = new Agent({ keepAlive: true, maxSockets: tablets })

const cpu = () => { const f = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) * 1000 / ticks }
const memory = key => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024
const round = (x, d = 2) => Number(x.toFixed(d))

/** Runs work for all tablets at once and says what it cost. */
async function measure(all, work, count) {
  for (const t of all) t.clear()
  const from = { cpu: cpu(), at: performance.now() }
  await Promise.all(all.map(work))
  const seconds = (performance.now() - from.at) / 1000
  const sum = k => all.reduce((n, t) => n + t.bytes[k], 0)
  return { seconds: round(seconds), perSecond: Math.round(count / seconds), cpuMsPerRecord: round((cpu() - from.cpu) / count, 3), upPerRecord: Math.round(sum('up') / count), downPerRecord: Math.round(sum('down') / count), requests: sum('requests'), bodies: Math.round(sum('bodies') / all.length) }
}

// Answers as surveys have them, the same at every run: a third names of three words, a third whole numbers (counts, areas,
// amounts in thousands), a third choices. Nothing in them repeats by design; a record holds about 77 bytes of surprise.
const words = 'An Bình Cúc Dung Đào Giang Hà Hạnh Hoa Hồng Huệ Hương Khánh Lan Liên Linh Loan Mai Minh Mỹ Nga Ngân Ngọc Nhung Oanh Phúc Phương Quế Quỳnh Sâm Tâm Thanh Thảo Thơm Thu Thủy Trang Tú Tuyết Vân Việt Xuân Yến Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Văn Thị Đức Hữu Công Quang Xóm Đồng Suối Nương'.split(' ')
let state = 20261123
const random = n => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor(state / 2 ** 32 * n) }
const answer = k => [
  () => `${words[random(words.length)]} ${words[random(words.length)]} ${words[random(words.length)]}`,
  () => String(random([10, 1_000, 100_000][Math.floor(k / 3) % 3])),
  () => String(random(9)),
][k % 3]()

/** Waits until the server has nothing to do any more: the records are looked at again after the reply (server/jobs). */
async function settled() {
  for (let last = cpu(), calm = 0; calm < 3;) {
    await new Promise(done => setTimeout(done, 400))
    const now = cpu()
    calm = now - last <= 1000 / ticks ? calm + 1 : 0
    last = now
  }
}

function fill(tablet, n) {
  const home = tablet.call('home')
  const mine = JSON.parse(new TextDecoder().decode(home.bins[0])).rows.map(([id]) => ({ case: id })).slice(n % 2 * records, n % 2 * records + records)
  let at = Date.UTC(2026, 10, 20)
  const rows = []
  for (const h of mine) {
    const open = tablet.call('record.open', { case: h.case, at, zone: 420, lang: '' })
    tablet.apply(open)
    const refs = open.patch.nodes.filter(x => x.label?.startsWith('Câu ')).map(x => x.r).sort((a, b) => Number(a) - Number(b))
    for (const [k, ref] of refs.entries()) {
      tablet.apply(tablet.call('record.set', { ref, value: answer(k), how: 'typed', at: at += 1000, zone: 420 }))
    }
    tablet.apply(tablet.call('record.finish', { at, zone: 420 }))
    rows.push(refs.length)
  }
  return rows
}

try {
  for (let i = 0; ; i++) {
    if (await fetch(`${base}/healthz`).then(r => r.ok, () => false)) break
    if (i > 300) throw new Error('the server did not start')
    await new Promise(done => setTimeout(done, 100))
  }
  const idle = memory('VmRSS')
  const all = []
  for (const [n, code] of seeded.codes.entries()) {
    const t = new Tablet(base, agent)
    await t.enrol(code, `máy ${n}`)
    await t.sync()
    all.push(t)
  }
  const everything = new Tablet(base, agent)
  await everything.enrol(seeded.all, 'máy tổng')
  await everything.sync()
  const fields = all.map(fill).flat()
  const count = tablets * records
  if (fields.length !== count || fields.some(n => n !== 60)) throw new Error(`filled ${fields.length} records`)
  await settled()
  const before = cpu()
  const push = await measure(all, t => t.sync(), count)
  await settled()
  push.cpuMsPerRecordWithChecks = round((cpu() - before) / count, 3)
  const pullAll = await measure([everything], t => t.sync(), count)
  await Promise.all(all.map(t => t.sync()))
  await settled()
  const nothing = await measure(all, t => t.sync(), tablets)
  console.log(JSON.stringify({ tablets, records, fields: 60, push, pullAll, nothingNew: { requests: nothing.requests / tablets, bodyBytes: nothing.bodies, cpuMs: nothing.cpuMsPerRecord }, memory: { idleMiB: round(idle, 0), peakMiB: round(memory('VmHWM'), 0) } }, null, 1))
} catch (e) {
  console.error(log)
  throw e
} finally {
  agent.destroy()
  server.kill('SIGTERM')
  await new Promise(done => server.once('exit', done))
  rmSync(data, { recursive: true, force: true })
}
