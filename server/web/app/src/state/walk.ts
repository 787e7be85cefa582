// Walking through an open record: which page follows, which group one is in.
import type { Ref } from "../engine/calls";
import { groupOf, refOf, repeatAround, splitRef } from "../form/tree";
import { record } from "./app";
import { spot, type Spot } from "./nav";
import type { Page } from "./pages";
import type { OpenRecord } from "./record";

/** The page of a spot; when its place is gone (no longer relevant) the nearest one before it. */
export function pageAt(r: OpenRecord, at: Spot): { page: Page | undefined; pages: Page[]; index: number } {
  const pages = r.pages(at.row);
  let index = pages.findIndex((p) => p.key === at.key || p.refs.includes(at.key));
  if (index < 0 && at.key) {
    const wanted = splitRef(at.key).node;
    for (let i = 0; i < pages.length && pages[i]!.node <= wanted; i++) index = i;
  }
  index = Math.max(0, index);
  return { page: pages[index], pages, index };
}

export function move(to: Spot): void {
  const r = record.value;
  if (r) {
    r.undo.value = undefined;
    void r.refresh(); // between two pages nothing is being typed: what has arrived comes in
  }
  spot.value = to;
  if (to.view === "page" && to.key) void record.value?.position(to.key);
}

export const toPage = (key: Ref, row: string, back?: Spot): void => move({ view: "page", key, row, back });

/** To the page that shows a place, wherever it is. */
export function toRef(r: OpenRecord, ref: Ref, back?: Spot): void {
  const { row, node } = splitRef(ref);
  const holder = repeatAround(r.form, node);
  const inRow = holder >= 0 && row ? row : "";
  move({ view: "page", key: ref, row: inRow, back });
}

/** The spot of the repeat page whose row this is. */
export function listOf(r: OpenRecord, row: string): Spot {
  const parent = r.rowParent(row);
  return { view: "page", key: refOf(r.rowNode(row), parent), row: parent };
}

export function next(r: OpenRecord): void {
  const at = spot.value;
  const { pages, index } = pageAt(r, at);
  const after = pages[index + 1];
  if (after) return move({ ...at, view: "page", key: after.key });
  move(at.row ? { ...listOf(r, at.row), back: at.back } : { view: "summary", key: at.key, row: "" });
}

export function prev(r: OpenRecord): void {
  const at = spot.value;
  if (at.view !== "page") return move({ view: "page", key: at.key, row: at.row });
  const { pages, index } = pageAt(r, at);
  const before = pages[index - 1];
  if (before) move({ ...at, key: before.key });
  else if (at.row) move({ ...listOf(r, at.row), back: at.back });
}

export const isFirst = (r: OpenRecord, at: Spot): boolean => !at.row && pageAt(r, at).index === 0;

export type Segment = { node: number; label: string; kind: "x" | "n" | "s" | "m" | ""; asked: number; answered: number };

/** The groups of the contents page that have something to ask or to tell now, each with how far it is. */
export function segments(r: OpenRecord, current: number): Segment[] {
  const counts = new Map<number, Segment & { bad: number; open: number }>();
  for (const n of r.form.groups) counts.set(n, { node: n, label: labelOf(r, n), kind: "", asked: 0, answered: 0, bad: 0, open: 0 });
  const told = new Set<number>();
  for (const s of r.all()) {
    const { node } = splitRef(s.r);
    if (s.rel && r.form.nodes[node]?.kind === "note") told.add(groupOf(r.form, node));
    if (!s.rel || r.form.nodes[node]?.kind !== "question") continue;
    const c = counts.get(groupOf(r.form, node));
    if (!c) continue;
    c.asked++;
    const answered = (s.v ?? "") !== "" && !s.seed;
    if (answered) c.answered++;
    if (s.valid === 2 || s.valid === 3 || (s.valid === 1 && r.touched.value.has(s.r))) c.bad++;
    if (s.valid === 1 || s.seed) c.open++;
  }
  return [...counts.values()].filter((c) => c.asked > 0 || told.has(c.node) || c.node === current || shownEmpty(r, c.node)).map(({ bad, open, ...c }) => ({
    ...c, kind: c.node === current ? "n" : bad > 0 ? "s" : c.answered > 0 && open === 0 ? "x" : c.answered > 0 ? "m" : "",
  }));
}

/** A repeat without rows has no question yet but is still a place to go to. */
function shownEmpty(r: OpenRecord, n: number): boolean {
  const node = r.form.nodes[n]!;
  const has = (m: number): boolean => r.form.nodes[m]!.kind === "repeat" || r.form.nodes[m]!.children.some(has);
  return has(n) && r.look(String(node.n))?.rel !== false;
}

export function labelOf(r: OpenRecord, n: number): string {
  return r.look(String(n))?.label || r.form.nodes[n]?.label || r.form.nodes[n]?.name || "";
}
