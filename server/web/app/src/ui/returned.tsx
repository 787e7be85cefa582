// A returned record: who, when, why; only the questions named, each with its comment; mend or explain; send again.
import { useState } from "preact/hooks";
import type { Comment, Ref } from "../engine/calls";
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import { kin, spot, type Spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { named, shownValue } from "../state/values";
import { move, pageAt, toRef } from "../state/walk";
import { moment } from "../text/dates";
import { Icon } from "./icons";
import { Explain, Sayings } from "./thread";

type Asked = { ref: Ref; comments: Comment[]; answered: boolean };

/** The questions the commune named, in the order of the form; a comment without a place stands for the whole record. Other comments
 * stand at their question and ask for nothing. */
function askedOf(r: OpenRecord, first: Map<Ref, string>): Asked[] {
  const byRef = new Map<Ref, Comment[]>();
  for (const c of r.comments.value) if (!c.gone) byRef.set(c.ref, [...(byRef.get(c.ref) ?? []), c]);
  const out: Asked[] = [];
  for (const [ref, comments] of byRef) {
    const asks = comments.filter((c) => c.ask);
    if (asks.length === 0) continue;
    const lastAsk = Math.max(...asks.map((c) => c.at));
    const replied = comments.some((c) => c.mine && c.at >= lastAsk) || asks.every((c) => c.answered === true);
    const changed = first.get(ref) !== undefined && first.get(ref) !== (r.look(ref)?.v ?? "");
    out.push({ ref, comments, answered: replied || changed });
  }
  return out.sort((a, b) => splitRef(a.ref).node - splitRef(b.ref).node);
}

const firstValues = new WeakMap<OpenRecord, Map<Ref, string>>();

export function Returned({ r }: { r: OpenRecord }) {
  const w = t();
  const d = r.opened.decision;
  let first = firstValues.get(r);
  if (!first) {
    first = new Map(r.comments.value.map((c) => [c.ref, r.look(c.ref)?.v ?? ""]));
    firstValues.set(r, first);
  }
  const asked = askedOf(r, first);
  const open = asked.filter((a) => !a.answered);
  const here: Spot = { view: "returned", key: "", row: "" };
  const number = (ref: Ref) => r.form.nodes[splitRef(ref).node]?.number ?? 0;
  return (
    <>
      <main class="trang cuon" data-screen="returned">
        <div class="bao son keo"><Icon name="returned" /><div><h1 class="tra-h">{w.ret.title(asked.length, kin())}</h1>{d?.reason && <p>“{d.reason}”</p>}{d && <p class="nho">{[named(d.by, w.ret.commune), moment(d.at)].filter(Boolean).join(" · ")}</p>}</div></div>
        {asked.length > 0 && <p class="tra-dem" role="status"><b>{w.ret.progress(asked.length - open.length, asked.length)}</b></p>}
        <ul>{asked.map((a) => <Item key={a.ref} r={r} a={a} here={here} was={first!.get(a.ref) ?? ""} />)}</ul>
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" data-name="whole-record" onClick={() => move({ view: "page", key: r.pages("")[0]?.key ?? "", row: "" })}>{w.ret.whole}</button>
        {open[0] ? <button type="button" class="nut chinh" data-name="to-question" onClick={() => toRef(r, open[0]!.ref, here)}>{number(open[0].ref) > 0 ? w.ret.goto(number(open[0].ref)) : w.ret.answer}<Icon name="right" /></button>
          : <button type="button" class="nut chinh" data-name="send-again" onClick={() => move({ view: "summary", key: pageAt(r, spot.value).page?.key ?? "", row: "" })}>{w.ret.again}<Icon name="right" /></button>}
      </div></footer>
    </>
  );
}

function Item({ r, a, here, was }: { r: OpenRecord; a: Asked; here: Spot; was: string }) {
  const w = t();
  const node = r.form.nodes[splitRef(a.ref).node];
  const state = r.place(a.ref).value;
  const question = node?.kind === "question";
  const [explaining] = useState(false);
  const old = question && was !== (state.v ?? "") ? shownValue(node, { ...state, v: was }) : "";
  return (
    <li class="tl-c" data-ref={a.ref} data-name={node?.name} data-answered={a.answered}>
      <span class="so-le" aria-hidden="true">{node?.number || ""}</span>
      <h2>{question ? state.label || node.label : w.ret.general}</h2>
      {question && <p class="cu">{old ? <><span class="mo">{old}</span> → </> : `${w.ret.wrote}: `}<b>{shownValue(node, state) || "–"}</b> {a.answered && <span class="the la"><Icon name="tick" />{w.ret.changed}</span>}</p>}
      <Sayings list={a.comments} />
      {!r.readOnly && (
        <div class="hang">
          {question && <button type="button" class={`nut ${a.answered ? "phu" : ""}`} data-name="mend" onClick={() => toRef(r, a.ref, here)}><Icon name={node.control === "image" ? "camera" : "pen"} />{node.control === "image" ? w.photo.again : w.ret.answer}</button>}
          <Explain r={r} refOf={a.ref} replyTo={a.comments[a.comments.length - 1]?.id} ask open={explaining} />
        </div>
      )}
    </li>
  );
}
