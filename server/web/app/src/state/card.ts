// What an identity card fills: found by words in the appearance column (docs/forms.md), compared with what is there.
import { type Ref } from "../engine/calls";
import { type FormNode, looks, refOf, repeatAround } from "../form/tree";
import type { Card } from "../text/cccd";
import { fold } from "../text/find";
import type { OpenRecord } from "./record";

/** One line of the comparison. use: ticked at first: what is missing is, what stands there differently is asked. */
export type Fill = { ref: Ref; label: string; value: string; there: string; kind: "new" | "same" | "differs"; use: boolean };

/** The number's question in a row ("" = the record): the place beside which the others are looked for. */
export function cardNode(r: OpenRecord, repeat: number): FormNode | undefined {
  return r.form.nodes.find((n) => looks(n, "st-cccd") && repeatAround(r.form, n.n) === repeat);
}

/** What the card would fill in a row of a repeat (-1, "" = the record itself). */
export function fillsOf(r: OpenRecord, repeat: number, row: string, card: Card): Fill[] {
  const out: Fill[] = [];
  const beside = (word: string) => r.form.nodes.find((n) => looks(n, word) && repeatAround(r.form, n.n) === repeat);
  const add = (node: FormNode | undefined, value: string | undefined, inRow = row, same = (a: string, b: string) => a === b) => {
    if (!node || !value) return;
    const ref = refOf(node.n, inRow);
    const state = r.look(ref);
    if (!state?.rel || state.ro) return;
    const there = state.v ?? "";
    const kind = there === "" ? "new" : same(there, value) ? "same" : "differs";
    if (kind === "same" && !state.seed) return void out.push({ ref, label: state.label || node.label, value: there, there, kind, use: false });
    out.push({ ref, label: state.label || node.label, value: kind === "same" ? there : value, there, kind, use: kind !== "differs" });
  };
  add(beside("st-cccd"), card.number);
  // capitals and marks apart it is the same name: what people here wrote stands
  add(beside("st-cccd-name"), card.name, row, (a, b) => fold(a) === fold(b));
  add(beside("st-cccd-birth"), card.birth);
  const known = beside("st-cccd-known");
  const exact = known && r.look(refOf(known.n, row))?.choices?.[0]?.v;
  if (known && exact && card.birth && (r.look(refOf(known.n, row))?.v ?? "") !== "") add(known, exact);
  const sex = beside("st-cccd-sex");
  add(sex, sex && card.sex && sexCode(r, refOf(sex.n, row), card.sex));
  const address = beside("st-cccd-address") ?? r.form.nodes.find((n) => looks(n, "st-cccd-address") && repeatAround(r.form, n.n) === -1);
  if (address) {
    add(address, card.address, repeatAround(r.form, address.n) === repeat ? row : "", (a, b) => fold(a) === fold(b));
    // the card has the place of registration, the form mostly the lane: taken only when asked for
    const line = out[out.length - 1];
    if (line?.ref === refOf(address.n, repeatAround(r.form, address.n) === repeat ? row : "")) line.use = false;
  }
  return out;
}

/** The choice that means a man or a woman: by its words in either language, else by the codes 1 and 2. */
function sexCode(r: OpenRecord, ref: Ref, sex: "male" | "female"): string | undefined {
  const words = sex === "male" ? ["nam", "male", "man"] : ["nu", "female", "woman"];
  const choices = r.look(ref)?.choices ?? [];
  return (choices.find((c) => words.includes(fold(c.label))) ?? choices.find((c) => c.v === (sex === "male" ? "1" : "2")))?.v;
}

/** A row that already has the number, else one with the same name and no number. */
export function rowOfCard(r: OpenRecord, repeat: number, rows: string[], card: Card): string | undefined {
  const value = (word: string, row: string) => {
    const node = r.form.nodes.find((n) => looks(n, word) && repeatAround(r.form, n.n) === repeat);
    return node ? (r.look(refOf(node.n, row))?.v ?? "") : "";
  };
  return rows.find((row) => value("st-cccd", row) === card.number)
    ?? rows.find((row) => card.name !== undefined && value("st-cccd", row) === "" && fold(value("st-cccd-name", row)) === fold(card.name) && (!card.birth || !value("st-cccd-birth", row) || value("st-cccd-birth", row).slice(0, 4) === card.birth.slice(0, 4)));
}
