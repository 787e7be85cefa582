// Downloads the approved records as a signed-in person does and reads the tables out of the ZIP.
import { inflateRawSync } from 'node:zlib'

/** Files of a ZIP by name, as text. */
export function unzip(bytes) {
  const out = {}
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = bytes.readUInt32LE(end + 16)
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [method, packed, nameLength, extra, comment, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const body = bytes.subarray(data, data + packed)
    out[name] = (method === 8 ? inflateRawSync(body) : body).toString('utf8')
    at += 46 + nameLength + extra + comment
  }
  return out
}

/** The tables of this year's round: household, members and loans as CSV text, and whether the XLSX is sound. */
export async function readExport(office) {
  await office.go('/exports')
  const links = await office.page.$$eval('a[href^="/exports/"]', all => all.map(a => a.getAttribute('href')))
  const get = async kind => Buffer.from(await office.page.evaluate(async href => {
    const r = await fetch(href)
    if (!r.ok) throw new Error(`${href}: ${r.status}`)
    return [...new Uint8Array(await r.arrayBuffer())]
  }, links.find(l => l.includes('ho_gia_dinh') && l.includes(`.${kind}`))))
  const files = unzip(await get('csv'))
  const table = part => Object.entries(files).find(([name]) => name.includes(part))?.[1] ?? ''
  const sheets = unzip(await get('xlsx'))
  return { csv: { household: table('ho_gia_dinh'), members: table('tv'), loans: table('r_vay') }, xlsx: Object.keys(sheets).some(n => n.startsWith('xl/worksheets/')) }
}
