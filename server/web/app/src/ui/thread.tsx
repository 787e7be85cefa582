// What the commune and the collector said to each other about one question.
import { useState } from "preact/hooks";
import type { Comment, Ref } from "../engine/calls";
import { t } from "../i18n";
import type { OpenRecord } from "../state/record";
import { named } from "../state/values";
import { Icon } from "./icons";

export const commentsOn = (r: OpenRecord, ref: Ref): Comment[] => r.comments.value.filter((c) => c.ref === ref && !c.gone);

export function Thread({ r, refOf }: { r: OpenRecord; refOf: Ref }) {
  const list = commentsOn(r, refOf);
  if (list.length === 0) return null;
  return (
    <div class="trao-doi" data-name="comments">
      <h2 class="nho dam"><Icon name="bubble" /> {t().form.comments}</h2>
      <Sayings list={list} />
      {!r.readOnly && <Explain r={r} refOf={refOf} replyTo={list[list.length - 1]?.id} />}
    </div>
  );
}

export function Sayings({ list }: { list: Comment[] }) {
  return <>{list.map((c, i) => <blockquote key={c.id ?? i} class={c.mine ? "toi" : ""}><b>{c.mine ? t().ret.mine : named(c.by, t().ret.commune)}:</b> {c.text}</blockquote>)}</>;
}

/** A line to write to the commune; closed until asked for. */
export function Explain({ r, refOf, replyTo, open: first }: { r: OpenRecord; refOf: Ref; replyTo?: string; open?: boolean }) {
  const w = t().ret;
  const [open, setOpen] = useState(first ?? false);
  const [text, setText] = useState("");
  if (!open) return <button type="button" class="nut phu" data-name="explain" onClick={() => setOpen(true)}>{w.right}</button>;
  const send = async () => {
    if (!text.trim()) return;
    await r.comment(refOf, text, replyTo);
    setText("");
    setOpen(false);
  };
  return (
    <form class="giai-thich" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <label class="dam">{w.explain}<textarea class="o-nhap" rows={3} data-name="explanation" value={text} onInput={(e) => setText(e.currentTarget.value)} /></label>
      <button type="submit" class={`nut ${text.trim() ? "" : "chua"}`} data-name="send-explanation">{w.send}</button>
    </form>
  );
}
