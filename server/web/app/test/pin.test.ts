import { describe, expect, test } from "vitest";
import { afterWrong, noTries, pinProblem, waitLeft } from "../src/store/pin";

describe("easy PINs", () => {
  test.each(["000000", "123456", "654321", "121212", "112233", "111222", "123123", "345678", "098765", "147258"])("%s is refused", (p) => expect(pinProblem(p)).toBe("easy"));
  test.each(["583920", "100289", "271828"])("%s is taken", (p) => expect(pinProblem(p)).toBeUndefined());
  test.each(["", "12345", "1234567", "12a456"])("%s is not six digits", (p) => expect(pinProblem(p)).toBe("short"));
});

test("waits after wrong PINs: none for four, then 1, 5, 15, 60, 60 minutes", () => {
  let tries = noTries;
  const waits: number[] = [];
  for (let i = 0; i < 9; i++) {
    tries = afterWrong(tries, 1_000_000);
    waits.push(waitLeft(tries, 1_000_000) / 60_000);
  }
  expect(waits).toEqual([0, 0, 0, 0, 1, 5, 15, 60, 60]);
});

test("a clock set far back can not lock longer than the longest wait", () => {
  expect(waitLeft({ wrong: 6, until: 10 ** 13 }, 0)).toBe(60 * 60_000);
  expect(waitLeft({ wrong: 6, until: 5 }, 10)).toBe(0);
});
