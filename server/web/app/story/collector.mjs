// A collector at a tablet: what a person does on the app's screens, in words. It touches only what is on the screen.
import { until } from './check.mjs'

/** Waits for a screen by its data-screen. */
const screen = (page, name) => page.waitForSelector(`[data-screen="${name}"]`)
const has = async (page, selector) => (await page.locator(selector).count()) > 0

export class Collector {
  constructor(browser, base) {
    this.browser = browser
    this.base = base
    this.shown = new Map() // answers whose "saved" the screen showed: "name" or "row/name" → value
  }

  get page() { return this.browser.page }

  async open() {
    await this.page.goto(`${this.base}/app/`)
  }

  async enrol(code, device, pin) {
    await this.open()
    await screen(this.page, 'enrol')
    await this.page.fill('[data-name="code"]', code)
    await this.page.fill('[data-name="device"]', device)
    await this.page.click('[data-name="join"]')
    await this.agree()
    await screen(this.page, 'pin-new')
    await this.pin(pin)
    await screen(this.page, 'pin-again')
    await this.pin(pin)
    await screen(this.page, 'arriving')
    await until('the households arrive', () => this.page.locator('[data-name="start"][aria-disabled="false"]').count())
    // the app works without a network once its own files are stored
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await this.page.click('[data-name="start"]')
    await screen(this.page, 'today')
  }

  /** A browser that does not promise to keep data asks the commune for a reason. */
  async agree(reason = 'Máy của bài thử') {
    await this.page.waitForSelector('[data-screen="persist"], [data-screen="pin-new"]')
    if (!await has(this.page, '[data-screen="persist"]')) return
    await this.page.fill('[data-name="persist-reason"]', reason)
    await this.page.click('[data-name="persist-go"]')
  }

  async pin(pin) {
    for (const k of pin) await this.page.click(`.phim-so [data-key="${k}"]`)
  }

  async unlock(pin) {
    await this.page.waitForSelector('.phim-so')
    await this.pin(pin)
    await this.page.waitForSelector('[data-screen="today"][data-fresh="true"], [data-page], [data-screen="summary"]')
  }

  tab(n) { return this.page.locator('nav.t-tab button, nav.t-tab a').nth(n).click() }

  /** All households on the tablet, by case id, as the list shows them. */
  async households() {
    await this.tab(1)
    await screen(this.page, 'find')
    await this.page.waitForSelector('[data-screen="find"][data-drawn="true"]')
    return this.page.$$eval('[data-case]', all => all.map(e => ({ case: e.dataset.case, name: e.dataset.name, state: e.dataset.state })))
  }

  /** Types into the search and waits until the list is the answer to it, not to what stood there before. */
  async find(text) {
    await this.tab(1)
    await screen(this.page, 'find')
    await this.page.fill('main input', text)
    await this.page.waitForSelector(`[data-screen="find"][data-found=${JSON.stringify(text)}][data-drawn="true"]`)
  }

  async openHousehold(id, name) {
    await this.find(name)
    await this.page.click(`[data-screen="find"] button[data-case="${id}"]`)
    await screen(this.page, 'household')
    await this.openRecord()
  }

  /** From the household's card into its record. */
  async openRecord() {
    await this.page.click('[data-name="open-record"]')
    await this.page.waitForSelector('[data-page], [data-screen="summary"], [data-screen="returned"]')
  }

  async summary() {
    if (await has(this.page, '[data-screen="summary"]')) return
    if (!await has(this.page, '[data-screen="contents"]')) await this.contents()
    await this.page.click('[data-screen="contents"] ~ footer [data-name="summary"], footer [data-name="summary"]')
    await this.page.waitForSelector('[data-screen="summary"][data-problems]:not([data-problems=""])')
  }

  async contents() {
    await this.page.click('[data-name="contents"]')
    await screen(this.page, 'contents')
  }

  /** Goes to a question by its name: contents, its group, then page by page. */
  async goto(group, name) {
    if (!await has(this.page, '[data-screen="contents"]')) {
      if (!await has(this.page, '[data-name="contents"]')) throw new Error(`no way to the contents from ${this.page.url()}`)
      await this.contents()
    }
    await this.page.click(`[data-screen="contents"] [data-group="${group}"]`)
    await this.page.waitForSelector('[data-page]')
    for (let i = 0; i < 60; i++) {
      if (await has(this.page, `section[data-name="${name}"], main[data-name="${name}"]`)) return
      await this.next()
    }
    throw new Error(`question ${name} was not reached`)
  }

  async next() {
    const before = await this.page.getAttribute('[data-page]', 'data-page')
    await this.page.click('[data-name="next"]')
    await this.page.waitForFunction(was => document.querySelector('[data-page]')?.getAttribute('data-page') !== was, before)
  }

  /** Answers the question on the screen and waits until the screen says that it is saved. */
  async answer(name, value) {
    const section = this.page.locator(`section[data-name="${name}"]`)
    const control = await section.getAttribute('data-control')
    if (/^select_one/.test(control)) {
      const option = section.locator(`label[data-choice="${value}"]`)
      if (!await option.count() && await section.locator('[data-name="filter"]').count()) await section.locator('[data-name="filter"]').fill(value)
      await option.click()
    } else if (control === 'date') {
      const [y, m, d] = value.split('-')
      for (const [part, text] of [['day', d], ['month', m], ['year', y]]) await section.locator(`[data-name="${part}"]`).fill(text)
    } else if (control === 'image' && Buffer.isBuffer(value?.buffer)) {
      await section.locator('[data-name="photo"]').setInputFiles(value)
    } else {
      await section.locator('[data-name="answer"]').fill(String(value))
    }
    await this.saved()
    const stored = control === 'image' ? await until('the photo is kept', () => section.getAttribute('data-value')) : String(value)
    await until(`${name} shows ${stored}`, async () => await section.getAttribute('data-value') === stored)
    await this.saved()
    const row = (await section.getAttribute('data-ref')).split(':')
    this.shown.set(row.length > 1 ? `${row[0]}/${name}` : name, stored)
  }

  /** Waits until the mark at the top says "Đã lưu trên máy". */
  saved() { return this.page.waitForSelector('[data-saved="saved"]') }

  valueOf(name) { return this.page.getAttribute(`section[data-name="${name}"]`, 'data-value') }

  /** Adds a member and answers the questions that are asked of it, in order, from a table by name. */
  async addMember(answers) {
    await this.goto('thanh_vien', 'tv')
    await this.page.click('[data-name="add-row"]')
    for (let i = 0; i < 40; i++) {
      const name = await this.page.getAttribute('section[data-ref]', 'data-name').catch(() => null)
      if (!name) break
      if (name in answers) await this.answer(name, answers[name])
      await this.page.click('[data-name="next"]')
      await this.page.waitForTimeout(0)
      if (await until('the next page', async () => (await has(this.page, 'main[data-name="tv"]')) ? 'list' : (await this.page.getAttribute('section[data-ref]', 'data-name').catch(() => name)) !== name ? 'page' : '') === 'list') return
    }
  }

  /** Mends every problem of the summary, first to last: as before where last year's answer is offered, else from the table. */
  async mendAll(answers) {
    await this.summary()
    for (let guard = 0; guard < 400; guard++) {
      const left = Number(await this.page.getAttribute('[data-screen="summary"]', 'data-problems'))
      if (left === 0) return
      const problem = this.page.locator('[data-screen="summary"] li[data-ref]').first()
      const ref = await problem.getAttribute('data-ref')
      await problem.locator('[data-name="mend"]').click()
      const section = this.page.locator(`section[data-ref="${ref}"]`) // one of several on the page of a field-list
      await section.waitFor()
      const name = await section.getAttribute('data-name')
      const alone = await this.page.locator('section[data-ref]').count() === 1
      const before = (alone ? this.page : section).locator('[data-name="as-before"]').first()
      if (!(name in answers) && await before.count()) {
        await before.click()
        await this.saved()
      } else if (name in answers) {
        await this.answer(name, typeof answers[name] === 'function' ? answers[name]() : answers[name])
      } else throw new Error(`nothing to answer to ${name}`)
      await this.page.click('[data-name="next"]')
      await this.page.waitForSelector('[data-screen="summary"][data-problems]:not([data-problems=""])')
    }
    throw new Error('the summary does not come to an end')
  }

  async finish() {
    await this.page.click('[data-name="finish"]')
    await this.page.waitForSelector('[data-screen="today"], [data-screen="household"], [data-screen="find"]')
  }

  async leave() {
    if (!await has(this.page, '[data-screen="contents"]')) await this.contents()
    await this.page.click('[data-name="leave"]')
    await this.page.waitForSelector('[data-screen="today"], [data-screen="household"], [data-screen="find"]')
  }

  /** Presses "Gửi và nhận ngay" and waits for the result. */
  async sync() {
    await this.tab(2)
    await screen(this.page, 'sync')
    await this.page.click('[data-name="sync-now"]')
    return until('the sync ends', async () => {
      const kind = await this.page.getAttribute('[data-screen="sync"]', 'data-sync')
      return ['done', 'photosleft', 'offline', 'noserver', 'cut', 'refused', 'unsaved', 'portal', 'clock'].includes(kind) ? kind : ''
    }, 60)
  }

  async lock() {
    await this.tab(3)
    await screen(this.page, 'device')
    await this.page.click('[data-name="lock"]')
    await this.page.waitForSelector('.phim-so')
  }
}
