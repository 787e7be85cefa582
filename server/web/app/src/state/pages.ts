// The order of the pages: one question a page, a group that says field-list on one page, a repeat as one page of cards;
// the questions of a row are pages of their own, reached from the row's card.
import type { NodeState, Ref } from "../engine/calls";
import { type Form, looks, refOf } from "../form/tree";

export type Page = {
  /** The ref of its first place: it names the page. */
  key: Ref;
  kind: "questions" | "repeat";
  /** The refs shown together; for a repeat its own ref. */
  refs: Ref[];
  node: number;
  row: string;
};

export type Look = (ref: Ref) => NodeState | undefined;

/** The pages of one row, or of the record itself for row "". base is the repeat whose row it is, or 0. */
export function pagesOf(form: Form, look: Look, row: string, base: number): Page[] {
  const out: Page[] = [];
  const visit = (n: number) => {
    const node = form.nodes[n]!;
    const ref = refOf(n, row);
    switch (node.kind) {
      case "group":
        if (looks(node, "field-list") || looks(node, "table-list")) {
          const refs = together(form, look, n, row);
          if (refs.length > 0) out.push({ key: refs[0]!, kind: "questions", refs, node: n, row });
        } else node.children.forEach(visit);
        return;
      case "repeat":
        if (shown(look, ref, true)) out.push({ key: ref, kind: "repeat", refs: [ref], node: n, row });
        return;
      case "question":
      case "note":
        if (shown(look, ref, false)) out.push({ key: ref, kind: "questions", refs: [ref], node: n, row });
    }
  };
  form.nodes[base]?.children.forEach(visit);
  return out;
}

/** A repeat may have no state of its own when the engine only tells of questions: it is then shown. */
function shown(look: Look, ref: Ref, absent: boolean): boolean {
  const state = look(ref);
  return state ? state.rel === true : absent;
}

/** The questions of a field-list group, its inner groups' too; a repeat inside keeps its own page and is left out. */
function together(form: Form, look: Look, group: number, row: string): Ref[] {
  const refs: Ref[] = [];
  const visit = (n: number) => {
    const node = form.nodes[n]!;
    if (node.kind === "group") node.children.forEach(visit);
    else if ((node.kind === "question" || node.kind === "note") && shown(look, refOf(n, row), false)) refs.push(refOf(n, row));
  };
  form.nodes[group]!.children.forEach(visit);
  return refs;
}
