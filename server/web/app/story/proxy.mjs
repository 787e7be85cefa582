// A Wi-Fi between tablet and server that can be made bad: nobody answers, a hotspot's sign-in page, a cut in mid-upload, a
// new version of the app.
import { createServer, request } from 'node:http'

export class Wifi {
  mode = 'good' // good | gone | portal
  /** While set, a request whose path matches is cut after so many bytes of its body: the first one, or after so many were let through. */
  cut = null // { path: RegExp, after: number, method: string or any, skip: number }
  /** Text put at the end of sw.js: a new version of the app. */
  newer = ''
  seen = []
  /** Every body that passed: method, url, offset header, bytes that reached the server, whether it was cut. */
  bodies = []

  constructor(port, target) {
    this.port = port
    this.target = target
    this.url = `http://localhost:${port}`
  }

  start() {
    this.server = createServer((req, res) => this.#pass(req, res))
    return new Promise(done => this.server.listen(this.port, 'localhost', done))
  }

  stop() {
    this.server.closeAllConnections()
    return new Promise(done => this.server.close(done))
  }

  #pass(req, res) {
    this.seen.push(`${req.method} ${req.url}`)
    if (this.mode === 'gone') return req.socket.destroy()
    if (this.mode === 'portal' && (req.url.startsWith('/api/') || req.url === '/healthz')) {
      res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
      return res.end('<html><body>Đăng nhập Wi-Fi</body></html>')
    }
    const { hostname, port } = new URL(this.target)
    const out = request({ hostname, port, path: req.url, method: req.method, headers: { ...req.headers, host: `localhost:${this.port}`, ...(req.url === '/app/sw.js' ? { 'accept-encoding': 'identity' } : {}) } }, got => {
      if (this.newer && req.url === '/app/sw.js') return this.#renew(got, res)
      res.writeHead(got.statusCode, got.headers)
      got.pipe(res)
    })
    out.on('error', () => req.socket.destroy())
    let passed = 0
    let cut = this.cut?.path.test(req.url) && req.method !== 'HEAD' && (this.cut.method ?? req.method) === req.method ? this.cut : null
    if (cut?.skip > 0) { cut.skip--; cut = null }
    const body = { method: req.method, url: req.url, offset: req.headers['sothon-offset'], bytes: 0, cut: !!cut }
    if (req.method !== 'GET' && req.method !== 'HEAD') this.bodies.push(body)
    req.on('data', b => {
      passed += b.length
      if (cut && passed >= cut.after) { this.cut = null; out.destroy(); req.socket.destroy() } else { body.bytes += b.length; out.write(b) }
    })
    req.on('end', () => out.end())
  }

  #renew(got, res) {
    const headers = { ...got.headers }
    delete headers['content-length']
    delete headers['content-encoding']
    const parts = []
    got.on('data', b => parts.push(b))
    got.on('end', () => { res.writeHead(got.statusCode, headers); res.end(Buffer.concat([...parts, Buffer.from(this.newer)])) })
  }
}
