// What the commune and the collectors said to each other: on a question, a row, or the whole record. What the commune asks
// stands first; what has not been read is marked; what is dealt with can be closed.
import { useEffect, useState } from "preact/hooks";
import type { Comment, Ref } from "../engine/calls";
import { refOf, splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot, type Spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { factsOf } from "../state/rows";
import { named } from "../state/values";
import { labelOf, move, pageAt, toRef } from "../state/walk";
import { moment } from "../text/dates";
import { Icon } from "./icons";

/** Open comments on a place: the commune's asks first, then in the order they were said. */
export const commentsOn = (r: OpenRecord, ref: Ref): Comment[] =>
  r.comments.value.filter((c) => c.ref === ref && !c.gone).sort((a, b) => Number(asking(b)) - Number(asking(a)));
const asking = (c: Comment): boolean => c.ask === true && !c.answered;

/** What the commune asks and nobody has answered, in the order of the form. */
export const asksOf = (r: OpenRecord): Comment[] => r.comments.value.filter((c) => !c.gone && asking(c)).sort((a, b) => splitRef(a.ref).node - splitRef(b.ref).node);
export const unreadOf = (r: OpenRecord): Comment[] => r.comments.value.filter((c) => c.unread && !c.gone && !asking(c));

export function Thread({ r, refOf: ref }: { r: OpenRecord; refOf: Ref }) {
  const list = commentsOn(r, ref);
  const [fresh] = useState(() => new Set(list.filter((c) => c.unread).map((c) => c.id)));
  useEffect(() => void r.read(ref), [r, ref, list.length]);
  if (list.length === 0) return null;
  return (
    <div class="trao-doi" data-name="comments">
      <h2 class="nho dam"><Icon name="bubble" /> {t().form.comments}</h2>
      <Sayings list={list} fresh={fresh} />
      {!r.readOnly && <div class="hang"><Explain r={r} refOf={ref} replyTo={list[list.length - 1]?.id} ask={list.some(asking)} /><Close r={r} at={ref} list={list} /></div>}
    </div>
  );
}

export function Sayings({ list, fresh }: { list: Comment[]; fresh?: Set<string | undefined> }) {
  const w = t();
  return <>{list.map((c, i) => <blockquote key={c.id ?? i} class={`${c.mine ? "toi" : ""} ${asking(c) ? "hoi-xa" : ""}`} data-unread={fresh?.has(c.id) || undefined}><b>{c.mine ? (c.replyTo ? w.ret.mine : w.visit.talk.note) : named(c.by, w.ret.commune)}:</b> {c.text} {fresh?.has(c.id) && <span class="the muc">{w.visit.talk.fresh}</span>} <span class="mo nho">{moment(c.at)}</span></blockquote>)}</>;
}

/** What the commune asks is answered, not closed; everything else may be. */
function Close({ r, at, list }: { r: OpenRecord; at: Ref; list: Comment[] }) {
  if (list.some(asking)) return null;
  return <button type="button" class="nut phu" data-name="resolve" onClick={() => void r.resolve(at)}><Icon name="tick" />{t().visit.talk.done}</button>;
}

/** A line to write; closed until asked for. */
export function Explain({ r, refOf: ref, replyTo, ask, open: first }: { r: OpenRecord; refOf: Ref; replyTo?: string; ask?: boolean; open?: boolean }) {
  const w = t();
  const [open, setOpen] = useState(first ?? false);
  const [text, setText] = useState("");
  if (!open) return <button type="button" class="nut phu" data-name="explain" onClick={() => setOpen(true)}>{ask ? w.ret.right : replyTo ? w.visit.talk.reply : w.visit.talk.note}</button>;
  const send = async () => {
    if (!text.trim()) return;
    await r.comment(ref, text, replyTo);
    setText("");
    setOpen(first ?? false);
  };
  return (
    <form class="giai-thich" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <label class="dam">{ask ? w.ret.explain : w.visit.talk.write}<textarea class="o-nhap" rows={3} data-name="explanation" value={text} onInput={(e) => setText(e.currentTarget.value)} /></label>
      <button type="submit" class={`nut ${text.trim() ? "" : "chua"}`} aria-disabled={!text.trim()} data-name="send-explanation">{ask ? w.ret.send : w.visit.talk.send}</button>
    </form>
  );
}

/** The button beside Mục lục: notes on what is on the screen. */
export function TalkButton({ r, refs }: { r: OpenRecord; refs: Ref[] }) {
  const w = t().visit.talk;
  const at = spot.value;
  const around = at.row ? [...refs, refOf(r.rowNode(at.row), at.row)] : refs;
  const n = r.comments.value.filter((c) => !c.gone && around.includes(c.ref)).length;
  return <button type="button" class="nut-hinh ghi-chu" aria-label={n > 0 ? w.count(n) : w.note} data-name="talk" onClick={() => move({ view: "talk", key: at.key, row: at.row, back: at })}><Icon name="bubble" />{n > 0 && <span class="dem">{n}</span>}</button>;
}

/** The notes of a page: its questions, the row it is in, the record. */
export function Talk({ r }: { r: OpenRecord }) {
  const w = t().visit.talk;
  const at = spot.value;
  const to: Spot = at.back ?? { view: "page", key: at.key, row: at.row };
  const { page } = pageAt(r, { ...at, view: "page" });
  const refs = page?.kind === "questions" ? page.refs.filter((ref) => r.form.nodes[splitRef(ref).node]?.kind === "question") : [];
  const places: { ref: Ref; title: string }[] = refs.map((ref) => ({ ref, title: r.look(ref)?.label || labelOf(r, splitRef(ref).node) }));
  if (at.row) places.push({ ref: refOf(r.rowNode(at.row), at.row), title: w.row(factsOf(r, at.row).title || labelOf(r, r.rowNode(at.row)).toLocaleLowerCase("vi")) });
  places.push({ ref: "0", title: w.record });
  return (
    <>
      <main class="trang cuon tk" data-screen="talk">
        <h1 class="hoi">{w.title}</h1>
        {places.map((p, i) => <Place key={p.ref} r={r} at={p.ref} title={p.title} open={i === 0} />)}
      </main>
      <footer class="t-day"><div class="t-nav"><button type="button" class="nut chinh" data-name="talk-back" onClick={() => move(to)}><Icon name="left" />{t().back}</button></div></footer>
    </>
  );
}

function Place({ r, at, title, open }: { r: OpenRecord; at: Ref; title: string; open: boolean }) {
  const w = t().visit.talk;
  const all = r.comments.value.filter((c) => c.ref === at);
  const list = commentsOn(r, at);
  const [fresh] = useState(() => new Set(list.filter((c) => c.unread).map((c) => c.id)));
  useEffect(() => void r.read(at), [r, at]);
  const closed = all.length - list.length;
  return (
    <section class="noi" data-talk={at}>
      <h2 class="hoi h2">{title}</h2>
      <Sayings list={list} fresh={fresh} />
      {closed > 0 && <p class="mo nho"><Icon name="tick" /> {w.closed(closed)}</p>}
      {!r.readOnly && <div class="hang"><Explain r={r} refOf={at} replyTo={list[list.length - 1]?.id} ask={list.some(asking)} open={open && list.length === 0} />{list.length > 0 && <Close r={r} at={at} list={list} />}</div>}
    </section>
  );
}

/** What the commune asks, then what is unread: lines that lead there. */
export function TalkList({ r, here }: { r: OpenRecord; here: Spot }) {
  const w = t().visit.talk;
  const asks = asksOf(r);
  const unread = unreadOf(r);
  if (asks.length + unread.length === 0) return null;
  const line = (c: Comment) => (
    <li class={`pb ${c.ask ? "son" : ""}`} key={c.id} data-ref={c.ref}>
      <span class="so-le" aria-hidden="true">{r.form.nodes[splitRef(c.ref).node]?.number || ""}</span>
      <div class="ten"><b>{splitRef(c.ref).node > 0 ? c.label || labelOf(r, splitRef(c.ref).node) : w.record}</b><span>{named(c.by, t().ret.commune)}: {c.text}</span></div>
      <button type="button" class="nut" data-name="to-comment" onClick={() => (splitRef(c.ref).node > 0 && r.form.nodes[splitRef(c.ref).node]?.kind === "question" ? toRef(r, c.ref, here) : move({ view: "talk", key: "", row: "", back: here }))}>{w.open}</button>
    </li>
  );
  return (
    <>
      {asks.length > 0 && <><h2 class="hoi h2">{w.asks(asks.length)}</h2><ul class="pbs" data-name="asks">{asks.map(line)}</ul></>}
      {unread.length > 0 && <><h2 class="hoi h2">{w.unread(unread.length)}</h2><ul class="pbs" data-name="unread">{unread.map(line)}</ul></>}
    </>
  );
}
