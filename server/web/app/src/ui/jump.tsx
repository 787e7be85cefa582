// Finding a question by its number, or by a few letters without marks, in any order of words.
import { useState } from "preact/hooks";
import type { NodeState } from "../engine/calls";
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import type { OpenRecord } from "../state/record";
import { factsOf } from "../state/rows";
import { shownValue } from "../state/values";
import { toRef } from "../state/walk";
import { matches, pieces } from "../text/find";
import { Icon } from "./icons";

const most = 20;

/** The questions that are asked now and fit what was typed, in the order of the form. */
export function questionsLike(r: OpenRecord, typed: string): NodeState[] {
  const number = /^\s*\d{1,3}\s*$/.test(typed) ? Number(typed) : 0;
  return r.all().filter((s) => {
    const node = r.form.nodes[splitRef(s.r).node];
    if (!s.rel || node?.kind !== "question") return false;
    return number > 0 ? node.number === number : matches(s.label || node.label, typed);
  }).sort((a, b) => splitRef(a.r).node - splitRef(b.r).node || r.rowOrder(splitRef(a.r).row) - r.rowOrder(splitRef(b.r).row));
}

export function Jump({ r, children }: { r: OpenRecord; children: preact.ComponentChildren }) {
  const w = t().visit.find;
  const [typed, setTyped] = useState("");
  const found = typed.trim() ? questionsLike(r, typed) : undefined;
  return (
    <>
      <label class="tim-cau"><span class="an">{w.label}</span><span class="o-nhap nho-hon"><Icon name="glass" /><input data-name="jump" value={typed} placeholder={w.label} autocomplete="off" spellcheck={false} inputMode="search" onInput={(e) => setTyped(e.currentTarget.value)} /></span></label>
      {!found ? children : found.length === 0 ? <p class="mo cach">{w.none}</p> : (
        <ul class="pbs" data-name="found">
          {found.slice(0, most).map((s) => {
            const { row, node } = splitRef(s.r);
            const label = s.label || r.form.nodes[node]!.label;
            return (
              <li key={s.r}><button type="button" class="pb tim-dong" data-ref={s.r} data-name={r.form.nodes[node]!.name} onClick={() => toRef(r, s.r)}>
                <span class="so-le" aria-hidden="true">{r.form.nodes[node]!.number}</span>
                <span class="ten"><b>{/^\s*\d+\s*$/.test(typed) ? label : pieces(label, typed).map((p, i) => (p.hit ? <u key={i}>{p.text}</u> : p.text))}</b><span class="mo">{[row && factsOf(r, row).title, shownValue(r.form.nodes[node], s)].filter(Boolean).join(" · ")}</span></span>
                <Icon name="right" />
              </button></li>
            );
          })}
          {found.length > most && <li class="mo cach">{w.more(found.length - most)}</li>}
        </ul>
      )}
    </>
  );
}
