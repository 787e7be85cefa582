// What the pretended camera of a test browser sees: a film of one code, as an uncompressed y4m file.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

/** Writes a film of a QR code of text to file. */
export async function film(file, text, { width = 640, height = 480, module = 5, frames = 3 } = {}) {
  const wasmBinary = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')))
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  const { symbol, error } = await writeBarcode(text, { format: 'QRCode' })
  if (!symbol?.data) throw new Error(`no code: ${error}`)
  const light = Buffer.alloc(width * height, 200)
  const [left, top] = [Math.round((width - symbol.width * module) / 2), Math.round((height - symbol.height * module) / 2)]
  if (left < 4 * module || top < 4 * module) throw new Error('the code does not fit the picture')
  for (let y = 0; y < symbol.height * module; y++) {
    for (let x = 0; x < symbol.width * module; x++) {
      const dark = symbol.data[Math.floor(y / module) * symbol.width + Math.floor(x / module)] === 0
      light[(top + y) * width + left + x] = dark ? 30 : 220
    }
  }
  const grey = Buffer.alloc(width * height / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, grey])
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...Array(frames).fill(frame)]))
}
