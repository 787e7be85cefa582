// The form as the screens need it: its nodes in document order, read from the canonical form (docs: forms/encode.go).
// Nothing is computed here; every rule is the engine's.
import type { Ref } from "../engine/calls";

export type Kind = "root" | "group" | "repeat" | "question" | "note" | "value" | "meta";
export type FormNode = {
  n: number; parent: number; kind: Kind; name: string; type: string; control: string; appearance: string;
  label: string; list: string; params: Record<string, string>; children: number[]; number: number;
  /** The form takes -1 as "no answer given" (its constraint says so): the keypad then has a key for it. */
  mayRefuse: boolean;
  /** The field of the register that an approval of this answer updates (bind::st:register); "" none. */
  register: string;
  /** Filled in by the form from the day of the visit: what it was last year says nothing about this one. */
  fresh: boolean;
  /** The constraint allows numbers below zero: the keypad then has a key for the sign. */
  negative: boolean;
};
export type Form = { title: string; langs: string[]; nodes: FormNode[]; groups: number[] };

type RawText = (string | (string | { x: string })[])[];
type RawNode = { p: number; k: Kind; n?: string; t?: string; c?: string; app?: string; label?: RawText; list?: string; constraint?: string; dyn?: string; params?: [string, string][]; register?: string };
export type RawForm = { title?: RawText; langs?: string[]; nodes: RawNode[]; lists?: { n: string; items?: { n: string; label?: RawText }[] }[] };

/** The literal parts of a text in one language; what an expression would say comes from the engine. */
function literal(text: RawText | undefined, language: number): string {
  const own = text?.[language] ?? text?.[0];
  if (own === undefined) return "";
  return typeof own === "string" ? own : own.map((p) => (typeof p === "string" ? p : "…")).join("");
}

/** The index of the form's language that fits "vi" or "en"; 0 when none does. */
export function languageIndex(langs: string[], want: string): number {
  const at = langs.findIndex((l) => l === want || l.includes(`(${want})`));
  return Math.max(0, at);
}

export function readForm(raw: RawForm, want: string): Form {
  const langs = raw.langs ?? [];
  const language = languageIndex(langs, want);
  let asked = 0;
  const nodes = raw.nodes.map((r, n): FormNode => ({
    n, parent: r.p, kind: r.k, name: r.n ?? "", type: r.t ?? "", control: r.c ?? "", appearance: r.app ?? "",
    label: literal(r.label, language), list: r.list ?? "", params: Object.fromEntries(r.params ?? []), children: [],
    number: r.k === "question" ? ++asked : 0, register: r.register ?? "", fresh: /\b(today|now)\(\)/.test(r.dyn ?? ""), mayRefuse: /(>=|=)\s*-1\b(?!\.)/.test(r.constraint ?? ""), negative: /(>=|>|=)\s*-(?!1\b(?!\.))\.?\d/.test(r.constraint ?? ""),
  }));
  for (const node of nodes) if (node.parent >= 0) nodes[node.parent]!.children.push(node.n);
  return { title: literal(raw.title, language), langs, nodes, groups: topGroups(nodes) };
}

/** The parts of the form that the contents page lists: the children of the root that lead to something on a screen. */
function topGroups(nodes: FormNode[]): number[] {
  const shows = (n: number): boolean => {
    const node = nodes[n]!;
    return node.kind === "question" || node.kind === "note" || node.children.some(shows);
  };
  return (nodes[0]?.children ?? []).filter((n) => shows(n));
}

export const refOf = (node: number, row: string): Ref => (row ? `${row}:${node}` : String(node));

export function splitRef(ref: Ref): { row: string; node: number } {
  const at = ref.lastIndexOf(":");
  return at < 0 ? { row: "", node: Number(ref) } : { row: ref.slice(0, at), node: Number(ref.slice(at + 1)) };
}

/** What the choices of a question call a value: for the lists that carry codes of the form. The value itself if unknown. */
export function choiceWord(raw: RawForm, question: string, value: string, want: string): string {
  const list = raw.lists?.find((l) => l.n === raw.nodes.find((n) => n.n === question)?.list);
  return literal(list?.items?.find((c) => c.n === value)?.label, languageIndex(raw.langs ?? [], want)) || value;
}

/** Whether the appearance column has this word. */
export const looks = (node: FormNode, word: string): boolean => node.appearance.split(/\s+/).includes(word);

/** The repeat that a node's answers stand in, or -1. */
export function repeatAround(form: Form, n: number): number {
  for (let at = form.nodes[n]?.parent ?? -1; at > 0; at = form.nodes[at]!.parent) if (form.nodes[at]!.kind === "repeat") return at;
  return -1;
}

/** The part of the contents page a node belongs to. */
export function groupOf(form: Form, n: number): number {
  let at = n;
  while (at > 0 && form.nodes[at]!.parent !== 0) at = form.nodes[at]!.parent;
  return at;
}

/** Whether a whole-number question asks for money or another large amount: grouped, said in words, with its own keypad. */
export function isAmount(node: FormNode, label: string): boolean {
  if (node.control !== "integer" && node.control !== "decimal") return false;
  return looks(node, "thousands-sep") || /(^|[\s(,/])(đồng|vnđ|dong|vnd)($|[\s),/])/i.test(label);
}

/** Whether the amount is money: its label or appearance says so. Other large amounts are only grouped. */
export function isMoney(node: FormNode, label: string): boolean {
  return isAmount(node, label) && /(^|[\s(,/])(đồng|đ|vnđ|dong|vnd|tiền)($|[\s),/])/i.test(label);
}
