// Counting what the story asserts: every check is a line, a failed one says what was seen, and the sum closes the run.
let passed = 0
let failed = 0

/** Asserts one thing of the story. */
export function check(what, ok, seen = '') {
  if (ok) { passed++; console.log(`ok    ${what}`) } else { failed++; console.log(`FAIL  ${what}${seen === '' ? '' : `: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`}`) }
  return ok
}

/** Prints the sum in the form that .ci/test reads and sets the exit code. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}

/** Waits until fn answers something true, and gives it; fails with what when it never does. */
export async function until(what, fn, seconds = 60) {
  const end = Date.now() + seconds * 1000
  for (let last; ;) {
    try { const got = await fn(); if (got) return got; last = got } catch (e) { last = e }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s (last: ${last})`)
    await new Promise(done => setTimeout(done, 100))
  }
}
