// What the shell decides: when to lock, what to say of a network, what stays open after a long silence.
import { expect, test } from "vitest";
import { waitAfter } from "../src/sync/loop";
import { unmet } from "../src/sync/reason";
import { megabytes } from "../src/text/size";

const minute = 60_000;
const day = 1440 * minute;
const now = Date.UTC(2026, 10, 24);

test.each([
  ["no network", { online: false }, "offline"],
  ["a network, nobody answers", {}, "noserver"],
  ["a page of somebody else", { stranger: true }, "portal"],
  ["a page of somebody else while the browser believes to be offline", { stranger: true, online: false }, "portal"],
  ["the clock stands before the last contact", { lastContact: now + 2 * day }, "clock"],
  ["a few hours before it is a zone, not a clock", { lastContact: now + day / 2 }, "noserver"],
  ["the clock stands in 1970", { now: 0 }, "clock"],
  ["the clock stands in 2300", { now: Date.UTC(2300, 0, 1) }, "clock"],
  ["a wrong clock without a network is no network", { now: 0, online: false }, "offline"],
] as const)("%s", (_what, part, want) => expect(unmet({ online: true, stranger: false, now, lastContact: now - day, ...part })).toBe(want));

test("waits grow, end at five minutes, and differ by a fifth either way", () => {
  expect([0, 1, 2, 3, 9].map((f) => waitAfter(f, 0.5))).toEqual([30_000, 60_000, 120_000, 300_000, 300_000]);
  expect(waitAfter(0, 0)).toBe(24_000);
  expect(waitAfter(0, 1)).toBe(36_000);
});

test.each([[0, "0 KB"], [1, "1 KB"], [41_000, "41 KB"], [8_808_038, "8,4 MB"], [67_108_864, "64 MB"]])("%d bytes", (n, want) => expect(megabytes(n)).toBe(want));
