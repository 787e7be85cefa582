// What a row of a repeat looks like from its card: who it is, how far it is asked, what changed since last year.
import type { NodeState, Ref } from "../engine/calls";
import { type FormNode, refOf, repeatAround, splitRef } from "../form/tree";
import { t } from "../i18n";
import { ageAt, parseDay, today } from "../text/dates";
import type { OpenRecord } from "./record";
import { shownValue } from "./values";

export type Change = { label: string; was: string; now: string };
export type Facts = {
  title: string; sub: string; asked: NodeState[];
  /** Labels of the questions still to be answered. */
  missing: string[];
  wrong: number;
  /** Pre-filled and not confirmed yet, or with a value of last year and no answer. */
  open: number;
  known: boolean; fresh: boolean; confirmed: boolean; changes: Change[];
  /** The word of the answer that says this person is no longer here. */
  gone: string;
};

/** Whether the rows of a repeat are people: they have a relation to the head or a date of birth. */
export const isPeople = (r: OpenRecord, repeat: number): boolean =>
  r.form.nodes.some((n) => repeatAround(r.form, n.n) === repeat && (/quanhe|relation/.test(n.name) || /ngaysinh|birth/.test(n.name)));

/** Codes that the form's own question has for somebody who is no longer here (appearance st-gone-CODE). */
export function goneCodes(node: FormNode): string[] {
  return node.appearance.split(/\s+/).filter((w) => w.startsWith("st-gone-")).map((w) => w.slice("st-gone-".length));
}
export function goneQuestion(r: OpenRecord, repeat: number, row: string): { ref: Ref; choices: { v: string; label: string }[] } | undefined {
  const node = r.form.nodes.find((n) => repeatAround(r.form, n.n) === repeat && goneCodes(n).length > 0);
  const state = node && r.look(refOf(node.n, row));
  if (!node || !state?.rel || state.ro) return undefined;
  const choices = (state.choices ?? []).filter((c) => goneCodes(node).includes(c.v));
  return choices.length > 0 ? { ref: state.r, choices } : undefined;
}

export function factsOf(r: OpenRecord, row: string): Facts {
  const asked = r.questionsOf(row);
  const nodeOf = (s: NodeState) => r.form.nodes[splitRef(s.r).node]!;
  const named = asked.find((s) => ["text", "barcode"].includes(nodeOf(s).control) && s.v && /ten|name/.test(nodeOf(s).name)) ?? asked.find((s) => nodeOf(s).control === "text" && s.v);
  const state = r.look(row + ":" + r.rowNode(row));
  const words = asked.filter((s) => s !== named && s.v && ["select_one", "date", "integer"].includes(nodeOf(s).control)).slice(0, 3).map((s) => {
    const day = nodeOf(s).control === "date" && /sinh|birth/i.test(s.label ?? nodeOf(s).name) ? parseDay(s.v!) : undefined;
    return day ? t().date.age(Math.max(0, ageAt(day, today()))) : shownValue(nodeOf(s), s);
  });
  const withLast = asked.filter((s) => r.last(s.r));
  const left = asked.find((s) => s.v && !s.seed && goneCodes(nodeOf(s)).includes(s.v));
  return {
    title: named?.v || state?.label || "", sub: words.join(" · "), asked,
    missing: asked.filter((s) => s.valid === 1).map((s) => s.label || nodeOf(s).label),
    wrong: asked.filter((s) => s.valid === 2 || s.valid === 3).length,
    // what a form fills into a new row is no "as before"
    open: r.rowAdded(row) ? 0 : candidates(r, asked),
    known: !r.rowAdded(row) && (withLast.length > 0 || asked.some((s) => s.seed && s.v)),
    fresh: asked.every((s) => s.seed || !s.v),
    confirmed: withLast.length > 0 && withLast.every((s) => s.v === r.last(s.r)!.value && !s.seed),
    changes: withLast.filter((s) => s.v && s.v !== r.last(s.r)!.value).map((s) => ({ label: s.label || nodeOf(s).label, was: lastWords(r, s), now: shownValue(nodeOf(s), s) })),
    gone: left ? shownValue(nodeOf(left), left) : "",
  };
}

function lastWords(r: OpenRecord, s: NodeState): string {
  const last = r.last(s.r)!;
  return last.text && last.text !== last.value ? last.text : shownValue(r.form.nodes[splitRef(s.r).node], { ...s, v: last.value });
}

/** How many questions of a part of the form "as before" would answer now. */
export const candidates = (r: OpenRecord, states: NodeState[]): number =>
  states.filter((s) => s.rel && !s.ro && r.form.nodes[splitRef(s.r).node]?.kind === "question" && asBeforeFits(r, s)).length;

/** Nobody has answered it, and last year and the register do not say different things. */
function asBeforeFits(r: OpenRecord, s: NodeState): boolean {
  const last = r.last(s.r)?.value;
  return s.v ? s.seed === true && (!last || last === s.v) : last !== undefined;
}
