// Someone at a desk: what a person does on the pages of the commune, with what the pages show.
export class Office {
  constructor(browser, base) {
    this.browser = browser
    this.base = base
  }

  get page() { return this.browser.page }
  go(path) { return this.page.goto(this.base + path) }
  text() { return this.page.evaluate(() => document.body.innerText) }

  /** Presses a form's button and waits for the page that answers. */
  async submit(form, button = form.locator('button[type="submit"]').last()) {
    await Promise.all([this.page.waitForNavigation(), button.click()])
  }

  async signIn(login, password) {
    await this.go('/login')
    await this.page.fill('input[name="login"]', login)
    await this.page.fill('input[name="password"]', password)
    await this.submit(this.page.locator('form[action="/login"]'))
  }

  async signOut() {
    await this.page.context().clearCookies()
  }

  /** Uploads a workbook and gives the text of the page that judges it. */
  async upload(file) {
    await this.go('/forms')
    await this.page.setInputFiles('input[type="file"]', file)
    await this.submit(this.page.locator('form[enctype="multipart/form-data"]'))
    return this.text()
  }

  async publish(note = 'Bản của câu chuyện') {
    await this.page.fill('form[action$="/publish"] [name="note"]', note)
    await this.submit(this.page.locator('form[action$="/publish"]'))
  }

  /** Makes a one-time code for a collector, as the page shows it. */
  async code(name) {
    await this.go('/devices')
    const form = this.page.locator('form[action="/devices/code"]')
    if (!await form.isVisible()) await this.page.locator('details', { has: form }).locator('summary').click()
    await form.locator('select[name="user"]').selectOption({ label: await form.locator('option', { hasText: name }).first().innerText() })
    await this.submit(form)
    return (await this.page.locator('[data-code]').innerText()).replace(/[^A-Z0-9]/g, '')
  }

  /** The inbox's rows of a queue ("" = all): name and address of the record. */
  async inbox(queue = '', text = '') {
    await this.go(`/inbox?queue=${queue}&q=${encodeURIComponent(text)}`)
    return this.page.$$eval('a[href^="/records/"]', all => all.map(a => ({ name: a.innerText.trim(), href: a.getAttribute('href') })))
  }

  async open(href) { await this.go(href) }

  /** The conflicts of the page: question, cards with value and who, and last year's value. */
  forks() {
    return this.page.$$eval('form.nga', all => all.map(f => ({
      ref: f.querySelector('[name="ref"]').value,
      cards: [...f.querySelectorAll('label.gx')].map(c => ({ pick: c.querySelector('input').value, text: c.innerText.replace(/\s+/g, ' ').trim() })),
    })))
  }

  async settle(text, reason) {
    const form = this.page.locator('form.nga').first()
    await form.locator('label.gx', { hasText: text }).click()
    await form.locator('[name="reason"]').fill(reason)
    await this.submit(form)
  }

  async sendBack(question, comment, reason) {
    const details = this.page.locator('details', { has: this.page.locator('form[action*="/return"]') })
    await details.locator('summary').click()
    const form = details.locator('form[action*="/return"]')
    await form.locator('[name="reason"]').fill(reason)
    const option = form.locator('select[name="ask_ref"] option', { hasText: question }).first()
    await form.locator('select[name="ask_ref"]').selectOption(await option.getAttribute('value'))
    await form.locator('[name="ask_text"]').fill(comment)
    await this.submit(form)
  }

  /** Takes an approval back: the collector may change the record again. */
  async reopen(reason) {
    const details = this.page.locator('details', { has: this.page.locator('form[action*="/return"]') })
    await details.locator('summary').click()
    const form = details.locator('form[action*="/return"]')
    await form.locator('[name="reason"]').fill(reason)
    await this.submit(form)
  }

  async approve() {
    await this.submit(this.page.locator('footer form[action*="/approve"]').first())
  }
}
