// Looks for a text in every file of a folder, in UTF-8 and UTF-16, composed and decomposed: what a thief of the tablet
// could read without the PIN.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files below dir that hold the text. */
export function found(dir, text) {
  const needles = ['NFC', 'NFD'].flatMap(form => [Buffer.from(text.normalize(form), 'utf8'), Buffer.from(text.normalize(form), 'utf16le')])
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => join(f.parentPath, f.name))
    .filter(f => { const b = readFileSync(f); return needles.some(n => b.includes(n)) })
}
