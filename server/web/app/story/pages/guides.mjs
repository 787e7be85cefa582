// The guides of docs/guides: what they call a button must be on a screen, a picture they show must be one of docs/screens.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../../', import.meta.url))
const read = path => readFileSync(root + path, 'utf8')
const inFolder = (folder, end) => readdirSync(root + folder).filter(f => f.endsWith(end)).map(f => `${folder}/${f}`)
const guides = () => inFolder('docs/guides', '.md')

/** Every text of the screens, Vietnamese, with a place for what is filled in. */
function texts() {
  const all = []
  for (const f of inFolder('server/admin/text/vi', '.json')) all.push(...Object.values(JSON.parse(read(f))))
  for (const f of inFolder('server/web/app/src/i18n', '.ts').filter(f => /(^|[/.])vi\.ts$/.test(f))) {
    for (const m of read(f).matchAll(/"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)) all.push((m[1] ?? m[2]).replace(/\$\{[^}]*\}/g, '%s'))
  }
  return all.map(t => new RegExp(`^${t.normalize('NFC').replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%[sd]/g, '.+')}…?$`, 'u'))
}

/** Names of buttons and pages that a guide puts in « » and no screen has. */
export function unknownButtons() {
  const known = texts()
  return guides().flatMap(g => [...read(g).matchAll(/«([^»\s][^»]*)»/g)].map(m => m[1].normalize('NFC')).filter(b => !known.some(k => k.test(b))).map(b => `${g}: «${b}»`))
}

/** The file names of the pictures that the index of docs/screens lists. */
export const indexed = () => new Set([...read('docs/screens/README.md').matchAll(/`([td]-[a-z0-9-]+\.png)`/g)].map(m => m[1]))

/** Pictures that a guide shows and the index does not have, that the index has and the folder does not, and the other way round. */
export function unknownPictures() {
  const index = indexed()
  const there = new Set(readdirSync(root + 'docs/screens').filter(f => f.endsWith('.png')))
  return [...guides().flatMap(g => [...read(g).matchAll(/\]\(\.\.\/screens\/([^)]+)\)/g)].map(m => m[1]).filter(f => !index.has(f)).map(f => `${g}: ${f}`)),
    ...[...index].filter(f => !existsSync(`${root}docs/screens/${f}`)).map(f => `listed and not there: ${f}`), ...[...there].filter(f => !index.has(f)).map(f => `there and not listed: ${f}`)]
}
