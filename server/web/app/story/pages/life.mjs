// A commune in the middle of its round: what collectors do on their tablets so that the office has something to look at.
import { until } from '../check.mjs'

export const has = async (page, selector) => await page.locator(selector).count() > 0

/** Opens the card of a household. */
export async function openCard(c, h) {
  await c.find(h.name)
  await c.page.click(`[data-screen="find"] button[data-case="${h.case}"]`)
  await c.page.waitForSelector('[data-screen="household"]')
  await until('the card is drawn', () => has(c.page, '[data-screen="household"] dl, [data-screen="household"] .ds'))
}

/** Opens the record of a household. */
export async function openRecord(c, h) {
  await openCard(c, h)
  await c.openRecord()
}

/** Finds a question on the contents page by words and goes to it. */
export async function jump(c, typed, name, row = 0) {
  if (!await has(c.page, '[data-screen="contents"]')) await c.contents()
  await c.page.click('[data-name="jump"]')
  await c.page.keyboard.type(typed)
  await c.page.locator(`[data-name="found"] [data-name="${name}"]`).nth(row).click()
  await c.page.waitForSelector(`section[data-name="${name}"]`)
}

/** Opens the contents page; the number of groups that last year knows. */
export async function lastYear(c) {
  if (!await has(c.page, '[data-screen="contents"]')) await c.contents()
  await c.page.waitForSelector('[data-name="group-as-before"]')
  return c.page.locator('[data-name="group-as-before"]').count()
}

/** Confirms every group on the contents page that last year knows. */
export async function asBefore(c, groups = 99) {
  await lastYear(c)
  for (let i = 0; i < groups; i++) {
    const [next] = await c.page.$$eval('[data-name="group-as-before"]', all => all.map(e => e.dataset.of))
    if (!next) return
    await c.page.click(`[data-name="group-as-before"][data-of="${next}"]`)
    await until(`${next} is as before`, async () => await has(c.page, '[data-name="undo-bar"]') && !await has(c.page, `[data-name="group-as-before"][data-of="${next}"]`))
    await c.saved()
  }
}

/** The number of problems on the page of the check, when it is counted. */
export const problems = page => until('the check is done', async () => { const n = await page.getAttribute('[data-screen="summary"]', 'data-problems'); return n ? String(Number(n) + 1) : '' }).then(n => Number(n) - 1)

/** Answers what the check still asks for, as before or the first choice, and finishes the record. */
export async function mendAndFinish(c) {
  if (!await has(c.page, '[data-screen="summary"]')) {
    if (!await has(c.page, '[data-screen="contents"]')) await c.contents()
    await c.page.click('footer [data-name="summary"]')
  }
  for (let guard = 0; await problems(c.page) > 0; guard++) {
    if (guard > 40) throw new Error(`the check does not come to an end: ${await c.page.innerText('[data-screen="summary"]')}`)
    const problem = c.page.locator('[data-screen="summary"] li[data-ref]').first()
    const ref = await problem.getAttribute('data-ref')
    await problem.locator('[data-name="mend"]').click()
    const section = c.page.locator(`section[data-ref="${ref}"]`)
    await section.waitFor()
    const alone = await c.page.locator('section[data-ref]').count() === 1
    const before = (alone ? c.page : section).locator('[data-name="as-before"]')
    const control = await section.getAttribute('data-control')
    if (await before.count()) await before.first().click()
    else if (await section.locator('label[data-choice]').count()) await section.locator('label[data-choice]').first().click()
    else if (control === 'date') for (const [part, text] of [['day', '01'], ['month', '06'], ['year', '2020']]) await section.locator(`[data-name="${part}"]`).fill(text)
    else await section.locator('[data-name="answer"]').fill(control === 'text' ? 'Chủ hộ cho biết' : '1')
    await c.saved()
    await c.page.click('[data-name="next"]')
    await c.page.waitForSelector('[data-screen="summary"]')
  }
  await c.page.click('[data-name="finish"]')
  await c.page.waitForSelector('[data-screen="today"], [data-screen="household"], [data-screen="find"]')
}

/** A whole visit of a household that was visited last year. */
export async function visit(c, h, change = async () => {}) {
  await openRecord(c, h)
  await asBefore(c)
  await change()
  await mendAndFinish(c)
}

/** Answers the reason of the visit and goes on a little: a draft. */
export async function draft(c, h, groups = 3) {
  await openRecord(c, h)
  await asBefore(c, groups)
  await c.page.click('[data-name="leave"]')
  await c.page.waitForSelector('[data-screen="today"]')
}
