// A tablet without a screen: the same WebAssembly as in the browser, driven from Node. The shell here does what the app's
// worker does (sign, compress, send, verify, store the writes), with a Map for IndexedDB. For measurements: one process
// can hold many, and every byte on the socket is counted.
import { readFileSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import { runInThisContext } from 'node:vm'

const subtle = globalThis.crypto.subtle
const assets = new URL('../../static/app/assets/', import.meta.url)
/** The program as the built app ships it, and the loader of the same Go release. */
export const shipped = () => new URL(readdirSync(assets).find(f => /^sothon-.*\.wasm$/.test(f)), assets)
export const loader = new URL('../src/engine/generated/wasm_exec.js', import.meta.url)
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }
const SHA256 = { name: 'ECDSA', hash: 'SHA-256' }
let module

/** Loads one more instance of the engine and gives its call function. */
export async function loadEngine() {
  if (!globalThis.Go) runInThisContext(readFileSync(loader, 'utf8'))
  module ??= await WebAssembly.compile(readFileSync(shipped()))
  const go = new globalThis.Go()
  const instance = await WebAssembly.instantiate(module, go.importObject)
  void go.run(instance)
  const raw = globalThis.sothonCall
  if (!raw) throw new Error('the engine did not offer sothonCall')
  delete globalThis.sothonCall
  return (name, args = {}, bins = []) => {
    const r = raw(name, JSON.stringify(args), bins)
    const out = JSON.parse(r.json)
    if (out.error) throw Object.assign(new Error(`${name}: ${out.error.code}: ${out.error.vi}`), { code: out.error.code, reply: out.error })
    return { ...out, bins: r.bins }
  }
}

/** POSTs a body and counts what went over its socket, headers included, and the packed bodies alone. */
export function post(agent, base, path, body, headers) {
  return new Promise((done, fail) => {
    const url = new URL(path, base)
    const packed = gzipSync(body)
    let socket, from
    const counted = () => ({ up: socket.bytesWritten - from.up, down: socket.bytesRead - from.down })
    const req = request({ agent, host: url.hostname, port: url.port, path: url.pathname, method: 'POST', headers: { 'Content-Type': 'application/cbor', 'Content-Encoding': 'gzip', 'Accept-Encoding': 'gzip', 'Content-Length': packed.length, ...headers } }, res => {
      const chunks = []
      res.on('data', c => chunks.push(c))
      res.on('end', () => {
        const raw = Buffer.concat(chunks)
        const plain = res.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw
        done({ status: res.statusCode, body: new Uint8Array(plain), bodies: packed.length + raw.length, ...counted() })
      })
    })
    req.on('socket', s => { // a kept socket has bytes of earlier requests; requests of one socket do not overlap
      socket = s
      from = { up: s.bytesWritten, down: s.bytesRead }
    })
    req.on('error', fail)
    req.end(packed)
  })
}

/** One enrolled writer with its records. */
export class Tablet {
  constructor(base, agent) {
    this.base = base
    this.agent = agent
    this.store = new Map()
    this.clear()
  }

  clear() {
    this.bytes = { up: 0, down: 0, bodies: 0, requests: 0 }
  }

  apply({ writes = [], bins = [] }) {
    for (const w of writes) {
      const key = `${w.s}|${w.k}`
      if (w.b < 0) this.store.delete(key)
      else this.store.set(key, bins[w.b])
    }
  }

  async sign(message) {
    return new Uint8Array(await subtle.sign(SHA256, this.key.privateKey, message))
  }

  async enrol(code, device = 'bench') {
    this.call = await loadEngine()
    this.key = await subtle.generateKey(P256, false, ['sign', 'verify'])
    this.pub = new Uint8Array(await subtle.exportKey('raw', this.key.publicKey))
    this.writer = Buffer.from(await subtle.digest('SHA-256', this.pub)).subarray(0, 16).toString('hex')
    const message = this.call('enrol.message', { code }, [this.pub]).bins[0]
    const body = this.call('enrol.request', { code, device, app: 'bench' }, [this.pub, await this.sign(message)]).bins[0]
    const res = await post(this.agent, this.base, '/api/v1/enrol', body)
    const reply = this.call('enrol.reply', {}, [this.pub, res.body])
    this.apply(reply)
    this.ownerKey = await subtle.importKey('raw', Buffer.from(reply.ownerPub, 'hex'), P256, false, ['verify'])
    const entries = [], bins = []
    for (const [k, v] of this.store) { const [s, ...rest] = k.split('|'); entries.push({ s, k: rest.join('|') }); bins.push(v) }
    this.call('load', { entries }, bins)
    return reply
  }

  /** Syncs until there is nothing more; gives what arrived and the request count. */
  async sync() {
    let requests = 0
    const arrived = { records: 0 }
    for (let more = true; more;) {
      const now = Date.now()
      const begin = this.call('sync.begin', { app: 'bench', now })
      const head = begin.bins[0]?.length ? await this.sign(begin.bins[0]) : new Uint8Array()
      const { bins: [body, message] } = this.call('sync.body', {}, [head])
      const res = await post(this.agent, this.base, '/api/v1/sync', body, {
        'Sothon-Writer': this.writer, 'Sothon-Signature': Buffer.from(await this.sign(message)).toString('base64'),
      })
      for (const k of ['up', 'down', 'bodies']) this.bytes[k] += res[k]
      this.bytes.requests++
      if (++requests > 500) throw new Error('sync does not end')
      if (res.status !== 200) {
        const e = this.call('sync.error', { status: res.status }, [res.body])
        this.apply(e)
        if (e.retry) continue
        throw new Error(`sync: ${res.status} ${e.code}: ${e.vi}`)
      }
      const { bins: [signed, sig, payload] } = this.call('sync.unseal', { status: res.status }, [res.body])
      if (!await subtle.verify(SHA256, this.ownerKey, sig, signed)) throw new Error('the reply is not the owner’s')
      const got = this.call('sync.receive', { now: Date.now() }, [payload])
      this.apply(got)
      more = got.more
      arrived.records += got.arrived?.records ?? 0
    }
    return { requests, arrived }
  }
}
