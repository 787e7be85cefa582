// Locking by itself, and what a long silence hides.
import { expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => {});
vi.stubGlobal("document", { addEventListener: () => {}, documentElement: { dataset: {} }, visibilityState: "visible" });
const { due, outOfSight } = await import("../src/state/idle");
const { hidden, overdue } = await import("../src/state/app");

const minute = 60_000;
const now = 1_000 * minute;
test.each([
  ["touched just now", { touched: now }, false],
  ["untouched for one minute less", { touched: now - 4 * minute }, false],
  ["untouched for the minutes that were set", { touched: now - 5 * minute }, true],
  ["the clock jumped back", { touched: now + 60 * minute }, true],
  ["out of sight for a moment", { hiddenAt: now - outOfSight + 1 }, false],
  ["out of sight for a minute", { hiddenAt: now - outOfSight }, true],
  ["out of sight, in the camera that the form opened", { hiddenAt: now - 3 * minute, holds: [now - 3 * minute] }, false],
  ["recording, untouched", { touched: now - 8 * minute, holds: [now - 8 * minute] }, false],
  ["a recording that never ends", { touched: now - 11 * minute, holds: [now - 11 * minute] }, true],
] as const)("%s", (_what, part, want) => expect(due({ now, touched: now, hiddenAt: 0, minutes: 5, ...part, holds: [...((part as { holds?: readonly number[] }).holds ?? [])] })).toBe(want));

const day = 1440 * minute;
test("14 days without contact; never met is not late", () => {
  expect(overdue({ lastSync: now }, now + 14 * day - 1)).toBe(false);
  expect(overdue({ lastSync: now }, now + 14 * day)).toBe(true);
  expect(overdue({ lastSync: 0 }, now + 400 * day)).toBe(false);
  expect(overdue(undefined, now)).toBe(false);
});

test("what was not sent stays open, nothing else", () => {
  const one = (state: string, unsent: boolean) => ({ case: state, name: "n", area: "a", areaLabel: "", address: "", state, unsent, members: 1, updated: 0 }) as never;
  const all = [one("new", false), one("draft", false), one("finished", true), one("approved", false), one("returned", false)];
  const h = hidden({ round: null, areas: [{ id: "a", label: "Thôn", total: 5, states: {} }], returned: [one("returned", false)], households: all, byName: [...all].reverse(), onlyHere: 1, lastSync: 1 } as never);
  expect(h.households.map((s) => s.state)).toEqual(["draft", "finished"]);
  expect(h.byName.map((s) => s.state)).toEqual(["finished", "draft"]);
  expect(h.returned).toEqual([]);
  expect(h.areas).toEqual([]);
});
