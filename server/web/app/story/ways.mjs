// What a person does to answer each kind of question, by touch and keys. Each way gets the question's section on the page,
// what to answer, and the collector at the tablet.
export const ways = {
  async scan(section, _, c) {
    await section.locator('[data-name="scan"]').click()
    await c.page.waitForSelector('[data-screen="scanner"]', { state: 'detached' })
  },
  async typedCode(section, code) {
    await section.locator('[data-name="answer"]').fill(code)
  },
}
