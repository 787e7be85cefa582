// A page of questions: usually one, all of a field-list group together. Number in the margin, problem under the answer,
// last year's line just above the buttons.
import type { Ref } from "../engine/calls";
import { looks, repeatAround, splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { Page } from "../state/pages";
import type { OpenRecord } from "../state/record";
import { shownValue } from "../state/values";
import { isFirst, labelOf, move, next, pageAt, prev } from "../state/walk";
import { Icon } from "./icons";
import { ScanButton } from "./idcard";
import { NewsHere } from "./news";
import { Notice, Problem } from "./parts";
import { Remind } from "./remind";
import { UndoBar } from "./undobar";
import { Thread } from "./thread";
import { usesKeypad, Widget } from "./widgets";
import type { Asked } from "./widgets/field";

export function QuestionPage({ r, page }: { r: OpenRecord; page: Page }) {
  const alone = page.refs.length === 1;
  const asked = page.refs.map((ref): Asked => ({ r, ref, node: r.form.nodes[splitRef(ref).node]!, state: r.place(ref).value, alone }));
  const one = asked[0]!;
  const keypad = alone && usesKeypad(one);
  return (
    <>
      <main class={`trang cau cuon ${keypad ? "go-so" : ""}`} key={page.key}>
        {!alone && <h1>{labelOf(r, page.node)}</h1>}
        {r.readOnly && <p class="mo chi-xem">{t().form.readOnly}</p>}
        {asked.map((a) => <Question key={a.ref} {...a} />)}
      </main>
      <UndoBar r={r} />
      <footer class="t-day">
        {alone && one.node.kind === "question" && <LastYear {...one} />}
        <NextBack r={r} refs={page.refs} />
      </footer>
    </>
  );
}

function Question(a: Asked) {
  const { node, state, ref, r } = a;
  const w = t().form;
  const Title = a.alone ? "h1" : "h2";
  const forked = (state.conflict?.length ?? 0) > 1;
  // of two values none is shown as the answer: both stand in the fork until one is chosen or the question answered again
  const field = forked ? { ...a, state: { ...state, v: "" } } : a;
  const id = "q-" + ref.replace(":", "-");
  return (
    <section class={`${a.alone ? "mot-cau" : "cau-con"} ${node.kind === "note" && state.warn ? "canh-bao" : ""}`} data-name={node.name} data-ref={ref} data-control={node.control} data-value={state.v ?? ""} aria-labelledby={id}>
      {node.number > 0 && <span class="so-le" aria-hidden="true">{node.number}</span>}
      <Title id={id} class="cau-h">{state.label || node.label || node.name}{node.kind === "question" && !state.req && !state.ro && !/không bắt buộc|optional/i.test(state.label ?? "") && <span class="khong-bb"> · {w.optional}</span>}</Title>
      {state.hint && <p class="goi-y" id={id + "-h"}>{state.hint}</p>}
      {forked && (
        <Notice kind="nghe" icon="conflict"><b>{w.conflict}</b> {state.conflict!.map((c) => `“${c.text || shownValue(node, { ...state, v: c.value }) || t().fork.empty}”`).join(" · ")} <button type="button" class="nut tron" data-name="see-conflict" onClick={() => move({ view: "fork", key: ref, row: spot.value.row, back: spot.value })}>{w.seeConflict}</button></Notice>
      )}
      <Thread r={r} refOf={ref} />
      <NewsHere r={r} at={ref} />
      {looks(node, "st-cccd") && !r.readOnly && !state.ro && <div class="quet-the"><ScanButton repeat={repeatAround(r.form, node.n)} row={splitRef(ref).row} /></div>}
      {node.kind === "note" && state.v && <p class="chi-doc" data-name="answer">{state.v}</p>}
      {node.kind === "question" && <Widget {...field} labelId={id} message={<Message {...a} />} />}
      {!a.alone && node.kind === "question" && <LastYear {...a} inline />}
    </section>
  );
}

/** What is wrong with the answer, in the form's own words where it has some. Missing is said once one has gone past it. */
export function Message({ state, ref, r }: Asked) {
  const w = t().form;
  if (r.readOnly) return null;
  if (!state.valid) return state.warn ? <Remind x={state.warn} label={state.label ?? ""} /> : null;
  if (state.valid === 1) return r.touched.value.has(ref) ? <Problem>{state.msg || w.required}</Problem> : null;
  return <Problem>{state.msg || (state.valid === 3 ? w.type : w.constraint)}</Problem>;
}

/** Last year's value, or what the register says, with one tap to confirm it. */
function LastYear({ r, ref, node, state, inline }: Asked & { inline?: boolean }) {
  const w = t().form;
  const last = r.last(ref);
  const year = r.opened.lastYear;
  // of two values none is the answer yet: neither stands as confirmed
  const value = (state.conflict?.length ?? 0) > 1 ? "" : state.v ?? "";
  if (/^(image|audio|video|file|acknowledge)$/.test(node.control) || state.ro || node.fresh) return null;
  const fromBook = !last && state.seed === true && value !== "";
  if (!last && !fromBook && !year) return null;
  // somebody who was not there last year has nothing to be compared with
  if (!last && !fromBook) return inline || value || (splitRef(ref).row && !r.questionsOf(splitRef(ref).row).some((s) => r.last(s.r))) ? null : <div class="nam-truoc trong"><div class="gt"><span><When year={year?.label} /></span><i class="kn mo">{w.noLast}</i></div></div>;
  const old = last ? { value: last.value, text: last.text && last.text !== last.value ? last.text : shownValue(node, { ...state, v: last.value }) } : { value, text: shownValue(node, state) };
  const same = value === old.value;
  const confirmed = same && value !== "" && !state.seed;
  return (
    <div class={`nam-truoc ${inline ? "trong-cau" : ""}`} data-last={old.value}>
      <div class="gt"><span>{fromBook ? w.inBook : <When year={year?.label} />}</span><b>{old.text}</b>{value !== "" && !same && <span class="doi-nt"> {w.nowOther}</span>}</div>
      {confirmed ? <span class="dau cl-la nhu-cu-xong"><Icon name="tick" /><span class="chi-to">{w.confirmed}</span><span class="chi-nho">{t().asBefore}</span></span> : (
        !r.readOnly && <button type="button" class="nut" data-name="as-before" onClick={() => void r.set(ref, old.value, "as-before")}><Icon name="tick" />{t().asBefore}</button>
      )}
    </div>
  );
}

/** "Năm trước · Rà soát năm 2025"; a phone has room for the date alone. */
const When = ({ year }: { year: string | undefined }) => (year ? <><i class="chi-to kn">{t().form.lastYear} · </i>{year}</> : <>{t().form.lastYear}</>);

export function NextBack({ r, refs }: { r: OpenRecord; refs: Ref[] }) {
  const w = t();
  const at = spot.value;
  const { pages, index } = pageAt(r, at);
  const last = !at.row && index === pages.length - 1;
  const forward = () => {
    (document.activeElement as HTMLElement | null)?.blur();
    r.touch(refs);
    if (at.back) move(at.back);
    else next(r);
  };
  return (
    <div class="t-nav">
      <button type="button" class="nut phu truoc" aria-disabled={isFirst(r, at)} data-name="prev" onClick={() => { r.touch(refs); prev(r); }}><Icon name="left" />{w.prev}</button>
      <button type="button" class="nut chinh" data-name="next" onClick={forward}>{at.back ? w.sum.backTo : last ? w.form.finished : w.next}<Icon name="right" /></button>
    </div>
  );
}
