// Every screen of the tablet in the order in which a collector meets it. see(name) looks at the screen as it stands.
import { readFileSync } from 'node:fs'
import { until } from '../check.mjs'
import { asBefore, has, jump, openCard, openRecord, problems } from './life.mjs'

const screen = (page, name) => page.waitForSelector(`[data-screen="${name}"]`)
const told = page => page.waitForSelector('.loi')

/** From the code to the first list. */
export async function enrol(c, code, pin, see) {
  const { page } = c
  await page.goto(`${c.base}/app/`)
  await screen(page, 'enrol')
  await see('enrol')
  await page.fill('[data-name="code"]', 'ZZZZ2222')
  await page.fill('[data-name="device"]', 'Máy bác Khuê')
  await page.click('[data-name="join"]')
  await page.waitForSelector('[data-screen="persist"], [data-screen="pin-new"], .loi')
  if (await has(page, '[data-screen="persist"]')) {
    await see('persist')
    await c.agree('Máy mượn của trường, gửi phiếu mỗi tối')
  }
  await told(page)
  await see('enrol-wrong-code')
  await page.fill('[data-name="code"]', code)
  await page.click('[data-name="join"]')
  await page.waitForSelector('[data-screen="persist"], [data-screen="pin-new"]')
  await c.agree('Máy mượn của trường, gửi phiếu mỗi tối')
  await screen(page, 'pin-new')
  await see('pin-new')
  await c.pin('123456')
  await told(page)
  await see('pin-easy')
  await c.pin(pin)
  await screen(page, 'pin-again')
  await see('pin-again')
  await c.pin(pin)
  await screen(page, 'arriving')
  await until('the households arrive', () => has(page, '[data-name="start"][aria-disabled="false"]'))
  await see('arriving')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  await page.click('[data-name="start"]')
  await screen(page, 'today')
  await see('today')
}

/** Finding a household. */
export async function finding(c, h, see) {
  const { page } = c
  await c.find('')
  await see('find')
  await c.find('nguyen van')
  await see('find-hits')
  await c.find('zzz khong co ai')
  await see('find-none')
  await page.click('[data-name="new-house"]')
  await screen(page, 'new-house')
  await see('new-house')
  await page.fill('[data-name="new-name"]', h.name)
  await until('the look-alike is shown', () => has(page, `[data-screen="new-house"] [data-case="${h.case}"]`))
  await see('new-house-alike')
  await page.goBack()
  await screen(page, 'find')
  await openCard(c, h)
  await see('household')
  await page.goBack()
  await screen(page, 'find')
}

/** An open record of a household that was visited last year: its kinds of pages, what opens over them, the check. */
export async function record(c, h, see) {
  const { page } = c
  await openRecord(c, h)
  await see('question')
  await c.contents()
  await asBefore(c, 1)
  await see('contents')
  await page.click('[data-name="jump"]')
  await page.keyboard.type('nuoc')
  await page.locator('[data-name="found"] [data-name]').first().waitFor()
  await see('contents-jump')
  await page.fill('[data-name="jump"]', '')
  await c.goto('thanh_vien', 'tv')
  await see('members')
  await page.locator('[data-name="row-as-before"]').first().click()
  await page.waitForSelector('[data-name="undo-bar"]')
  await c.saved()
  await see('members-undo')
  await page.click('[data-name="undo"]')
  await page.locator('li.tv [data-name="remove-row"]').last().click()
  await page.waitForSelector('[data-name="leaving"]')
  await see('members-leaving', { settle: () => page.locator('[data-name="leaving"]').scrollIntoViewIfNeeded() })
  await page.locator('[data-name="not-leaving"]').first().click()
  await page.click('[data-name="scan-to-add"]')
  await screen(page, 'scanner')
  await see('scanner')
  await page.waitForSelector('[data-name="typed-code"]')
  await page.fill('[data-name="typed-code"]', '033099009876|146289073|LÊ VĂN QUÉT|09031999|Nam|Thôn Quét Mã, Xã Mẫu, Hưng Yên|17082021')
  await page.click('[data-name="use-typed"]')
  await screen(page, 'card')
  await see('idcard')
  await page.click('[data-name="card-use"]')
  await page.waitForSelector('section[data-ref]')
  await see('member-question')
  await jump(c, 'ngay sinh', 'm_ngaysinh')
  await see('date')
  await jump(c, 'dien thoai', 'dien_thoai')
  await see('phone')
  await c.goto('nhao', 'nha_nhucau'); await c.answer('nha_nhucau', '2')
  await c.goto('nhao', 'nha_anh')
  await see('photo-empty')
  await c.answer('nha_anh', { name: 'nha.png', mimeType: 'image/png', buffer: readFileSync(new URL('../house.png', import.meta.url)) })
  await see('photo')
  await c.goto('nuocvs', 'nuoc_an')
  await see('select')
  await page.click('[data-name="talk"]')
  await screen(page, 'talk')
  await page.locator('[data-name="explanation"]').first().fill('Chủ hộ hẹn chiều mai có giấy tờ')
  await page.locator('[data-name="send-explanation"]').first().click()
  await until('the note stands', () => has(page, 'blockquote'))
  await c.saved()
  await see('talk')
  await page.click('[data-name="talk-back"]')
  await c.contents()
  await page.click('footer [data-name="summary"]')
  await problems(page)
  await see('summary')
  await page.locator('[data-screen="summary"] [data-name="mend"]').first().click()
  await page.waitForSelector('section[data-ref]')
  await see('question-problem')
}

/** The four tabs and what they open, with every look. */
export async function device(c, see) {
  const { page } = c
  await c.tab(3)
  await screen(page, 'device')
  await until('the bytes are counted', () => page.getAttribute('[data-figure="stored"]', 'data-bytes').catch(() => ''))
  await see('device')
  for (const [mode, name] of [['nang', 'sun'], ['toi', 'dark'], ['', '']]) {
    await page.locator(`input[name="mode"][value="${mode}"]`).check({ force: true })
    if (name) {
      await see(`device-${name}`, { axeAt: ['phone'] })
      await c.tab(0)
      await see(`today-${name}`, { axeAt: ['phone'] })
      await c.tab(3)
      await screen(page, 'device')
    }
  }
  await page.click('[data-name="change-pin"]')
  await screen(page, 'pin-confirm')
  await see('pin-confirm')
  await page.goBack()
}

/** What the office sent back: the list, the returned record, two answers to one question, an approved record. */
export async function returning(c, life, see) {
  const { page } = c
  await c.tab(0)
  await page.waitForSelector('[data-name="returned"]')
  await see('today-returned')
  await page.click('[data-name="returned"]')
  await screen(page, 'returned')
  await see('returned')
  await page.locator('[data-screen="returned"] [data-name="mend"]').first().click()
  await page.waitForSelector('section[data-name="dien_thoai"]')
  await see('returned-question')
  await c.leave()
  await openCard(c, life.conflict)
  await see('household-conflict')
  await c.openRecord()
  await c.goto('nuocvs', 'nuoc_an')
  await see('question-conflict')
  await page.click('[data-name="see-conflict"]')
  await screen(page, 'fork')
  await see('fork')
  await page.click('[data-name="let-commune-decide"]')
  await c.leave()
  await openRecord(c, life.approved)
  await c.goto('nuocvs', 'nuoc_an')
  await see('question-approved')
  await c.leave()
}

/** Locked, a wrong PIN, the help of the office for a forgotten one; then in again. */
export async function forgotten(c, pin, see, atOffice) {
  const { page } = c
  await c.lock()
  await see('lock')
  await c.pin('908172')
  await told(page)
  await see('lock-wrong')
  await page.getByText('Quên mã').click()
  await screen(page, 'forgot')
  await see('forgot')
  await page.click('[data-name="ask-office"]')
  await page.waitForSelector('[data-screen="forgot"][data-state="waiting"]')
  await see('forgot-waiting')
  await atOffice()
  await c.open()
  await c.unlock(pin)
}

/** A draft under an older version of its form. */
export async function newer(c, h, see) {
  const { page } = c
  await openRecord(c, h)
  await c.contents()
  await page.waitForSelector('[data-name="see-newer"]')
  await see('contents-newer')
  await page.click('[data-name="see-newer"]')
  await page.waitForSelector('[data-screen="newer"] [data-name="added"]')
  await see('newer')
  await page.click('[data-name="stay"]')
  await c.leave()
}

/** Every page of the form with every kind of question, unanswered, on a dark screen with the largest letters. */
export async function everyQuestion(c, h, see) {
  const { page } = c
  await page.evaluate(() => Object.assign(document.documentElement.dataset, { cheDo: 'toi', co: '2' }))
  await openRecord(c, h)
  const seen = new Set()
  for (let guard = 0; guard < 130; guard++) {
    const name = await page.getAttribute('section[data-ref]', 'data-name').catch(() => '')
    if (!name || seen.has(name)) break
    seen.add(name)
    await see(`kind-${name}`, { at: ['phone', 'desk'], axeAt: ['phone'] })
    const before = await page.getAttribute('[data-page]', 'data-page')
    await page.click('[data-name="next"]')
    if (!await page.waitForFunction(was => document.querySelector('[data-screen="summary"]') || document.querySelector('[data-page]')?.getAttribute('data-page') !== was, before, { timeout: 5000 }).catch(() => null)) break
    if (await has(page, '[data-screen="summary"]')) break
  }
  if (seen.size < 50) throw new Error(`only ${seen.size} questions were seen: ${[...seen].join(' ')}`)
}
