// What every page must satisfy at every size: it fits the width, no text is cut off or lies over another, one first heading,
// everything that is touched is large enough, no key of the text files and no foreign word stands where a text should, and
// axe finds nothing serious. Whatever the browser complains of is counted too.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** The sizes every page is looked at: a phone, a tablet held upright, the laptop of an office. */
export const sizes = { phone: { width: 360, height: 740 }, tablet: { width: 800, height: 1280 }, desk: { width: 1366, height: 768 } }

/** Looks at the page as it stands; gives a list of what is wrong, in words. least: the smallest side of a target, in px. */
const look = least => {
  const wrong = []
  const name = e => `<${e.tagName.toLowerCase()}${e.className && typeof e.className === 'string' ? ` class="${e.className}"` : ''}${e.dataset?.name ? ` ${e.dataset.name}` : ''}>`
  const shown = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !e.closest('.an, [hidden], noscript, [aria-hidden="true"]')
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth + 1) {
    const far = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && shown(e) && !e.closest('.cuon')).slice(-1)[0]
    wrong.push(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth}, at ${far ? name(far) : '?'} «${far?.innerText?.slice(0, 40) ?? ''}»`)
  }
  const main = document.querySelector('main')
  if (main && main.scrollWidth > main.clientWidth + 1 && getComputedStyle(main).overflowX !== 'visible') {
    const edge = main.getBoundingClientRect().left + main.clientWidth + 1
    const boxed = e => { for (let p = e.parentElement; p && p !== main; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; return false }
    const far = [...main.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge && !boxed(e)).slice(-1)[0]
    wrong.push(`main scrolls sideways: ${main.scrollWidth} in ${main.clientWidth}, at ${far ? name(far) : '?'} «${far?.textContent.trim().slice(0, 40) ?? ''}»`)
  }
  const top = document.querySelector('dialog[open]') ?? document // what lies under an open dialog can not be reached
  const headings = [...top.querySelectorAll('h1')].filter(h => h.checkVisibility())
  if (headings.length !== 1 && !(top !== document && top.ariaLabel)) wrong.push(`${headings.length} first headings: ${headings.map(h => h.innerText).join(' | ').slice(0, 120)}`)

  // every line of text with its box
  const lines = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement
    const text = n.data.trim()
    if (!text || !e || e.closest('script, style, option, select, svg, template, textarea') || !shown(e)) continue
    if (/^[a-z_]+(\.[a-z_0-9]+)+$/.test(text) && !/\.(xlsx|csv|md)$/.test(text) && !e.closest('code, input, [translate="no"]')) wrong.push(`a key stands for a text: ${text}`)
    if (/undefined|NaN|\[object|%[!sdv]|null null/.test(text)) wrong.push(`not a text: ${text.slice(0, 60)}`)
    if (!e.closest('[lang="en"], code') && !/ en: /.test(text) && document.documentElement.lang === 'vi' && /(?<!\p{L})(the|and|with|from|this|records?|households?|devices?|users?|error|loading|sign in|submit|cancel)(?!\p{L})/iu.test(text)) wrong.push(`English: «${text.slice(0, 80)}»`)
    const range = document.createRange()
    range.selectNodeContents(n)
    for (const b of range.getClientRects()) if (b.width > 1 && b.height > 1) lines.push({ e, text, left: b.left, right: b.right, top: b.top, bottom: b.bottom })
  }
  // cut off: a line that reaches beyond a box that hides what is outside it
  const clipped = new Set()
  for (const l of lines) {
    for (let p = l.e; p && p !== document.body; p = p.parentElement) {
      const s = getComputedStyle(p)
      if (/auto|scroll/.test(s.overflowX + s.overflowY) && (p.scrollWidth > p.clientWidth + 1 || p.scrollHeight > p.clientHeight + 1)) break // can be scrolled into view
      if (s.position === 'fixed') break
      if (!/hidden|clip/.test(s.overflowX)) continue
      const b = p.getBoundingClientRect()
      if (b.width <= 2) break // words for a screen reader only
      if ((l.right > b.right + 2 || l.left < b.left - 2) && !clipped.has(p)) { clipped.add(p); wrong.push(`text is cut off: «${l.text.slice(0, 50)}» in ${name(p)}`) }
      break
    }
  }
  // lying over another: two lines of different elements that share an area; what stays in place while the rest scrolls is left out
  const placed = e => { for (let p = e; p && p !== document.body; p = p.parentElement) if (/fixed|sticky|absolute/.test(getComputedStyle(p).position)) return true; return false }
  const scrolled = l => { // out of the view of what scrolls around it
    for (let p = l.e; p && p !== document.body; p = p.parentElement) {
      if (!/auto|scroll|hidden/.test(getComputedStyle(p).overflowY + getComputedStyle(p).overflowX)) continue
      const b = p.getBoundingClientRect()
      if (l.bottom > b.bottom + 1 || l.top < b.top - 1 || l.right > b.right + 1 || l.left < b.left - 1) return true
    }
    return false
  }
  const flow = lines.filter(l => !placed(l.e) && !scrolled(l)).sort((x, y) => x.top - y.top)
  const told = new Set()
  for (let i = 0; i < flow.length && told.size < 5; i++) {
    for (let k = i + 1; k < flow.length && flow[k].top < flow[i].bottom - 3; k++) {
      const [x, y] = [flow[i], flow[k]]
      if (x.e === y.e || x.e.contains(y.e) && x.text === y.text) continue
      const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left)
      const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top)
      if (wide < 4 || high < Math.min(x.bottom - x.top, y.bottom - y.top) * 0.4) continue
      const key = x.text + y.text
      if (!told.has(key)) { told.add(key); wrong.push(`«${x.text.slice(0, 40)}» and «${y.text.slice(0, 40)}» lie over each other in ${name(x.e)} ${name(y.e)}`) }
    }
  }
  // what is touched
  for (const e of document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, a.nut, [role=button]')) {
    if (!shown(e) || e.matches('[type=file]') && e.closest('label') || e.disabled) continue
    const boxes = [e, e.closest('label'), e.id ? document.querySelector(`label[for="${CSS.escape(e.id)}"]`) : null, e.closest('summary')].filter(Boolean).map(x => x.getBoundingClientRect())
    if (boxes[0].width === 0) continue
    if (!boxes.some(b => b.width > least - 0.6 && b.height > least - 0.6)) wrong.push(`too small to touch: ${name(e)} «${(e.innerText || e.value || e.ariaLabel || '').trim().slice(0, 30)}» ${Math.round(boxes[0].width)}×${Math.round(boxes[0].height)}`)
  }
  return [...new Set(wrong)].slice(0, 12)
}

/** What axe calls serious or critical on the page, one line each. */
async function serious(page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
  return page.evaluate(async () => {
    const got = await window.axe.run(document, { resultTypes: ['violations'], preload: false, selectors: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return got.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `axe ${v.id}: ${v.nodes.length}× ${v.nodes[0].html.slice(0, 140)} ${v.id === 'color-contrast' ? v.nodes[0].any[0]?.message?.slice(0, 120) : ''}`)
  })
}

/** Looks at a page at every size, with axe at the first of axeAt; gives what is wrong, each with its size. */
export async function judge(page, { least = 24, axeAt = ['desk', 'phone'], at = Object.keys(sizes), settle = async () => {}, picture = async () => {} } = {}) {
  const wrong = []
  const was = page.viewportSize()
  for (const size of at) {
    await page.setViewportSize(sizes[size])
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
    await settle()
    wrong.push(...(await page.evaluate(look, least)).map(w => `${size}: ${w}`))
    if (axeAt.includes(size)) wrong.push(...(await serious(page)).map(w => `${size}: ${w}`))
    await picture(size)
  }
  if (was) await page.setViewportSize(was)
  return wrong
}

/** Collects what a browser complains of while its pages are used, and every request that leaves origin. */
export function listen(page, origin, { expected = () => false } = {}) {
  const said = []
  page.on('pageerror', e => said.push(`error of the page: ${e}`))
  page.on('console', m => { if (m.type() === 'error' && !expected(m.text())) said.push(`console: ${m.text().slice(0, 200)}`) })
  page.on('request', r => { if (!r.url().startsWith(origin) && !/^(data|blob|about):/.test(r.url())) said.push(`request to ${r.url()}`) })
  return { take: () => said.splice(0) }
}
