import { expect, test } from "vitest";
import type { NodeState } from "../src/engine/calls";
import { groupOf, isAmount, readForm, refOf, repeatAround, splitRef, type RawForm } from "../src/form/tree";
import { pagesOf } from "../src/state/pages";

const raw: RawForm = {
  title: ["Phiếu", "Form"], langs: ["Tiếng Việt (vi)", "English (en)"],
  nodes: [
    { p: -1, k: "root", n: "data" },
    { p: 0, k: "group", n: "a", label: ["Nhóm A", "Group A"] }, //1
    { p: 1, k: "question", n: "q1", c: "text", label: ["Một", "One"] }, //2
    { p: 1, k: "value", n: "calc" }, //3
    { p: 1, k: "note", n: "n", label: [["Có ", { x: "1" }, " người"]] }, //4
    { p: 0, k: "group", n: "f", app: "field-list w1" }, //5
    { p: 5, k: "question", n: "f1", c: "integer", app: "thousands-sep" }, //6
    { p: 5, k: "group", n: "inner" }, //7
    { p: 7, k: "question", n: "f2", c: "text" }, //8
    { p: 0, k: "repeat", n: "tv" }, //9
    { p: 9, k: "group", n: "m" }, //10
    { p: 10, k: "question", n: "ten", c: "text" }, //11
    { p: 9, k: "repeat", n: "con" }, //12
    { p: 12, k: "question", n: "x", c: "text" }, //13
    { p: 0, k: "meta", n: "start" },
  ],
};
const form = readForm(raw, "en");
const rel = (refs: string[]) => (ref: string): NodeState | undefined => (refs.includes(ref) ? { r: ref, rel: true } : form.nodes[splitRef(ref).node]!.kind === "repeat" ? undefined : { r: ref, rel: false });

test("one question a page, a field-list together, a repeat as one page", () => {
  const pages = pagesOf(form, rel(["2", "4", "6", "8"]), "", 0);
  expect(pages.map((p) => [p.kind, p.refs])).toEqual([["questions", ["2"]], ["questions", ["4"]], ["questions", ["6", "8"]], ["repeat", ["9"]]]);
});
test("what is not relevant has no page, and an empty field-list neither", () => {
  expect(pagesOf(form, rel(["4"]), "", 0).map((p) => p.key)).toEqual(["4", "9"]);
});
test("the pages of a row are its own, inner repeats included", () => {
  expect(pagesOf(form, rel(["ab:11"]), "ab", 9).map((p) => [p.kind, p.key])).toEqual([["questions", "ab:11"], ["repeat", "ab:12"]]);
});
test("texts, numbers and places", () => {
  expect(form.title).toBe("Form");
  expect(form.nodes[4]!.label).toBe("Có … người");
  expect(form.nodes.filter((n) => n.number > 0).map((n) => [n.name, n.number])).toEqual([["q1", 1], ["f1", 2], ["f2", 3], ["ten", 4], ["x", 5]]);
  expect(form.groups).toEqual([1, 5, 9]);
  expect(groupOf(form, 13)).toBe(9);
  expect([repeatAround(form, 13), repeatAround(form, 11), repeatAround(form, 2)]).toEqual([12, 9, -1]);
  expect(splitRef(refOf(11, "0a"))).toEqual({ row: "0a", node: 11 });
  expect([isAmount(form.nodes[6]!, ""), isAmount(form.nodes[2]!, "đồng")]).toEqual([true, false]);
});
