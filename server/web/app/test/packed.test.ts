// The packed list of households, as the engine gives it and as it is kept for the next start.
import { expect, test } from "vitest";
import type { HomeTold } from "../src/engine/calls";
import { joinGlance, splitGlance, unpack } from "../src/state/packed";

const told: HomeTold = { round: null, areas: [], returned: [], onlyHere: 0, lastSync: 5 };
const packed = new TextEncoder().encode(JSON.stringify({
  areas: [["a1", "Thôn Đình"], ["a2", "Thôn Chúc"]], states: ["new", "returned"],
  rows: [["c1", "Vũ Thị Yến", 1, "Ngõ 3\nXóm Chúc", 0, 0, 4, 0, ""], ["c2", "Lê Văn An", 0, "", 1, 15, 2, 77, "Đ-017", "3 câu", "hỏi chị Hoa"]],
  byName: [1, 0],
}));

test("rows get their names back", () => {
  const h = unpack(told, packed);
  expect(h.households[0]).toEqual({ case: "c1", name: "Vũ Thị Yến", area: "a2", areaLabel: "Thôn Chúc", address: "Ngõ 3\nXóm Chúc", state: "new", members: 4, updated: 0, code: "", unsent: false, mine: false, given: false, unlisted: false });
  expect(h.households[1]).toMatchObject({ state: "returned", unsent: true, mine: true, given: true, unlisted: true, updated: 77, code: "Đ-017", note: "3 câu", handover: "hỏi chị Hoa" });
  expect(h.byName.map((s) => s.case)).toEqual(["c2", "c1"]);
  expect(h.byName[0]).toBe(h.households[1]);
});

test("what is kept for the next start is what was shown", () => {
  const { glance, home } = splitGlance(joinGlance({ told, workspace: "Xã Tiên Tiến\n" }, packed));
  expect(glance).toEqual({ told, workspace: "Xã Tiên Tiến\n" });
  expect(home).toEqual(unpack(told, packed));
});

test("bytes of something else are refused", () => {
  expect(() => splitGlance(new Uint8Array([1, 2, 3]))).toThrow();
});
