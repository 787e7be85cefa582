// What a person does to answer each kind of question, by touch and keys. A way gets the question's section on the page, what
// to answer, and the tablet: {page, context, photo}.
import { until } from './check.mjs'

const named = (section, name) => section.locator(`[data-name="${name}"]`)
const options = (section, values) => Promise.resolve(values.split(' ')).then(async all => { for (const v of all) await section.locator(`label[data-choice="${v}"]`).click() })
/** Presses keys of our own keypad. */
const keypad = async (page, keys) => { for (const k of keys) await page.locator(`.phim-so [data-key="${k}"]`).first().click() }
const here = (context, [latitude, longitude, accuracy = 8]) => context.setGeolocation({ latitude, longitude, accuracy })

/** A stroke of a finger or pen across the drawing. */
async function stroke(section, page) {
  const canvas = named(section, 'signature')
  await canvas.scrollIntoViewIfNeeded()
  const box = await canvas.boundingBox()
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.6)
  await page.mouse.down()
  for (const [x, y] of [[0.35, 0.3], [0.5, 0.7], [0.65, 0.35], [0.8, 0.6]]) await page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 4 })
  await page.mouse.up()
}

export const ways = {
  seen: async () => {},
  note: async (section, text) => { await until('the note speaks', async () => (await section.innerText()).includes(text)) },
  type: (section, text) => named(section, 'answer').fill(text),
  async masked(section, text) {
    await named(section, 'answer').fill(text)
    if (!await section.locator('.che').count()) throw new Error('the text is not covered')
    await named(section, 'show').click()
    if (await section.locator('.che').count()) throw new Error('the text can not be shown')
  },
  keys: (_, keys, { page }) => keypad(page, keys.split(' ')),
  async written(section, text, { page }) {
    await named(section, 'answer').focus()
    await page.keyboard.type(text)
    await named(section, 'answer').blur()
  },
  async plainMoney(section, [digits, word]) {
    await named(section, 'answer').fill(digits)
    await section.getByRole('button', { name: word }).click()
  },
  async counter(section, n) {
    for (let i = 0; i < n + 1; i++) await named(section, 'more').click()
    await named(section, 'less').click()
  },
  async boxes(section, parts) { for (const [name, text] of Object.entries(parts)) await named(section, name).fill(text) },
  async boxKeys(section, parts, { page }) {
    await named(section, Object.keys(parts)[0]).focus()
    await keypad(page, Object.values(parts).join(''))
  },
  choose: options,
  async digit(section, key, { page }) {
    await section.locator('h1').click()
    await page.keyboard.press(key)
  },
  async search(section, [text, values]) {
    await named(section, 'filter').fill(text)
    await options(section, values)
  },
  async folded(section, values) {
    await named(section, 'open-list').click()
    await options(section, values)
  },
  async foldedSearch(section, [text, value]) {
    await named(section, 'open-list').click()
    await named(section, 'filter').fill(text)
    await options(section, value)
  },
  async quick(section, value, { page }) {
    const at = await page.getAttribute('[data-page]', 'data-page')
    await options(section, value)
    await page.waitForFunction(was => document.querySelector('[data-page]')?.getAttribute('data-page') !== was, at)
    await page.click('[data-name="prev"]')
    await section.waitFor()
  },
  async rank(section, moves) { for (const [v, way] of moves) await section.locator(`li[data-choice="${v}"] [data-name="${way}"]`).click() },
  keepOrder: section => named(section, 'keep-order').click(),
  async slide(section, steps) {
    await named(section, 'more').click() // the first press sets the lower end
    await named(section, 'answer').focus()
    for (let i = 0; i < steps - 1; i++) await named(section, 'answer').press('ArrowRight')
    await named(section, 'more').click()
  },
  photo: async (section, _, { photo }) => { await named(section, 'photo').setInputFiles(photo) },
  async marked(section, _, { page, photo }) {
    await named(section, 'photo').setInputFiles(photo)
    await named(section, 'mark').click()
    await until('the photo is under the pen', () => named(section, 'signature').evaluate(c => c.width > 100))
    const before = await section.getAttribute('data-value')
    await stroke(section, page)
    await named(section, 'keep-signature').click()
    await until('the marks are kept', async () => await section.getAttribute('data-value') !== before)
  },
  async cannot(section, reason) {
    await named(section, 'cannot').click()
    await section.getByRole('button', { name: reason }).click()
    await until('the reason stands there', async () => (await section.innerText()).includes(reason))
  },
  async sign(section, _, { page }) {
    await stroke(section, page)
    await named(section, 'keep-signature').click()
    await named(section, 'preview').waitFor()
  },
  async record(section) {
    await named(section, 'record').click()
    await until('a second is recorded', async () => /0:01/.test(await section.innerText()))
    await named(section, 'stop').click()
    await named(section, 'player').waitFor()
    const length = await until('it can be played', () => named(section, 'player').evaluate(p => p.readyState > 0 && !p.error))
    if (!length) throw new Error('it can not be played')
  },
  file: (section, file) => named(section, 'file').setInputFiles(file),
  threeParts: (section, _, { threeParts }) => named(section, 'file').setInputFiles(threeParts),
  filePhoto: async (section, _, { photo }) => { await named(section, 'file').setInputFiles(photo) },
  async tooBig(section, _, { large }) {
    await named(section, 'file').setInputFiles(large)
    await until('it says how large', async () => /9 MB/.test(await section.innerText()))
  },
  async locate(section, at, { context }) {
    await here(context, at)
    await named(section, 'locate').click()
  },
  async locateWeak(section, at, { context }) {
    await here(context, at)
    await named(section, 'locate').click()
    await named(section, 'accuracy').waitFor()
    await named(section, 'use-position').click()
  },
  async typedPoint(section, [lat, lng]) {
    await named(section, 'type-position').click()
    await named(section, 'lat').fill(lat)
    await named(section, 'lng').fill(lng)
    await named(section, 'keep-typed').click()
  },
  async walk(section, points, { context }) {
    await here(context, points[0])
    await named(section, 'locate').click()
    for (const [i, at] of points.entries()) {
      await here(context, at)
      await until('the tablet knows that it has moved', async () => await named(section, 'accuracy').getAttribute('data-at') === at.map(n => n.toFixed(5)).join(', '))
      await named(section, 'add-point').click()
      await until('the point is in the list', async () => await section.locator('.cac-diem li').count() === i + 1)
    }
  },
  async scan(section, _, { page }) {
    await named(section, 'scan').click()
    await page.waitForSelector('[data-screen="scanner"]', { state: 'detached' })
  },
  /** The camera is refused: the reason is said and the code typed. */
  async scanRefused(section, code, { page, picture }) {
    await page.evaluate(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) })
    await named(section, 'scan').click()
    await page.waitForSelector('[data-screen="scanner"][data-camera="denied"]')
    await picture('scanner')
    if (!/Chưa mở được máy ảnh/.test(await page.innerText('[data-screen="scanner"]'))) throw new Error('it does not say why')
    await page.fill('[data-name="typed-code"]', code)
    await page.click('[data-name="use-typed"]')
    await page.waitForSelector('[data-screen="scanner"]', { state: 'detached' })
    await page.evaluate(() => { delete navigator.mediaDevices.getUserMedia })
  },
}
