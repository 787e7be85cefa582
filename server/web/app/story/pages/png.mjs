// Screenshots made small: a PNG of the browser becomes one with a palette of at most 256 colours.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** The pixels of a PNG with 8 bits a channel, without interlace, as Chromium writes them: {width, height, rgb}. */
function decode(png) {
  const parts = []
  let width, height, channels
  for (let at = 8; at < png.length;) {
    const size = png.readUInt32BE(at)
    const kind = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + size)
    if (kind === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)]
      channels = { 2: 3, 6: 4 }[body[9]]
      if (body[8] !== 8 || !channels || body[12]) throw new Error('not a PNG of the browser')
    } else if (kind === 'IDAT') parts.push(body)
    at += 12 + size
  }
  const raw = inflateSync(Buffer.concat(parts))
  const line = width * channels
  const rows = Buffer.alloc(line * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const left = x >= channels ? rows[y * line + x - channels] : 0
      const up = y ? rows[(y - 1) * line + x] : 0
      const corner = y && x >= channels ? rows[(y - 1) * line + x - channels] : 0
      const p = left + up - corner
      const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)]
      const guess = [0, left, up, (left + up) >> 1, a <= b && a <= c ? left : b <= c ? up : corner][filter]
      rows[y * line + x] = raw[y * (line + 1) + 1 + x] + guess
    }
  }
  const rgb = new Uint32Array(width * height)
  for (let i = 0; i < rgb.length; i++) rgb[i] = rows[i * channels] << 16 | rows[i * channels + 1] << 8 | rows[i * channels + 2]
  return { width, height, rgb }
}

/** A table from each colour to one of at most 256: the most frequent stay, the others go to the nearest of them. */
function palette(rgb) {
  const count = new Map()
  for (const c of rgb) count.set(c, (count.get(c) ?? 0) + 1)
  const kept = []
  const near = (x, y) => ((x >> 16) - (y >> 16)) ** 2 + ((x >> 8 & 255) - (y >> 8 & 255)) ** 2 + ((x & 255) - (y & 255)) ** 2
  for (const tight of [40, 120, 300, 800, 3000]) { // how far apart kept colours lie, until 256 are enough
    kept.length = 0
    for (const [c] of [...count].sort((x, y) => y[1] - x[1])) {
      if (kept.every(k => near(k, c) >= tight)) kept.push(c)
      if (kept.length > 256) break
    }
    if (kept.length <= 256) break
  }
  kept.length = Math.min(kept.length, 256)
  const to = new Map()
  for (const c of count.keys()) {
    let best = 0
    for (let k = 1; k < kept.length; k++) if (near(kept[k], c) < near(kept[best], c)) best = k
    to.set(c, best)
  }
  return { kept, to }
}

const chunk = (kind, body) => {
  const out = Buffer.alloc(12 + body.length)
  out.writeUInt32BE(body.length, 0)
  out.write(kind, 4, 'latin1')
  body.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
  return out
}

/** The same picture with a palette. */
export function small(png) {
  const { width, height, rgb } = decode(png)
  const { kept, to } = palette(rgb)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = to.get(rgb[y * width + x])
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', Buffer.from(kept.flatMap(c => [c >> 16, c >> 8 & 255, c & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}
