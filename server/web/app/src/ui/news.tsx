// What another tablet or the commune said of the open record while it was open: told where it belongs, taken in when the
// collector says so or turns the page. Nothing on the screen moves by itself.
import type { News, Ref } from "../engine/calls";
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import type { OpenRecord } from "../state/record";
import { named, shownValue } from "../state/values";
import { clock } from "../text/dates";
import { Notice } from "./parts";

const who = (n: News): string => named(n.by, t().visit.news.someone);
const said = (n: News): string => `${who(n)} (${clock(n.at)})`;

/** Values for the question at hand: take theirs, or keep what stands here. Either names both, so nothing is left in conflict. */
export function NewsHere({ r, at }: { r: OpenRecord; at: Ref }) {
  const w = t().visit.news;
  const list = r.news.value.filter((n) => n.ref === at && n.kind === "value");
  if (list.length === 0) return null;
  const node = r.form.nodes[splitRef(at).node];
  const mine = r.look(at)?.v ?? "";
  const answer = async (value: string) => {
    await r.refresh();
    await r.set(at, value);
  };
  return (
    <>
      {list.map((n) => (
        <Notice key={n.by + n.at} kind="muc" icon="device">
          <span role="status" data-news={n.value}>{w.value(said(n), n.text && n.text !== n.value ? n.text : shownValue(node, { ...r.look(at), r: at, v: n.value }) || w.empty)}</span>
          <span class="hang"><button type="button" class="nut" data-name="take-news" onClick={() => void answer(n.value)}>{w.take}</button>{mine !== "" && mine !== n.value && <button type="button" class="nut phu" data-name="keep-mine" onClick={() => void answer(mine)}>{w.keep}</button>}</span>
        </Notice>
      ))}
    </>
  );
}

/** On the list of rows: what came into one row. */
export function NewsOfRow({ r, row }: { r: OpenRecord; row: string }) {
  const list = r.news.value.filter((n) => splitRef(n.ref).row === row && n.kind === "value");
  if (list.length === 0) return null;
  return <Notice kind="muc" icon="device"><span role="status" data-news-row={row}>{t().visit.news.row(said(list[0]!), list.length)}</span></Notice>;
}

/** Everything that is not at the place on the screen. */
export function NewsElsewhere({ r, refs }: { r: OpenRecord; refs: Ref[] }) {
  const w = t().visit.news;
  const list = r.news.value.filter((n) => !(n.kind === "value" && refs.includes(n.ref)));
  const first = list[0];
  if (!first) return null;
  const rows = list.find((n) => n.kind === "row" || n.kind === "gone");
  const words = list.some((n) => n.kind === "decision") ? w.decision
    : rows && list.length === 1 ? (rows.kind === "row" ? w.added(said(rows), rows.label) : w.gone(said(rows), rows.text || rows.label)) : w.some(said(first), list.length);
  return <div class="dai muc" role="status" data-name="news"><span>{words}</span><button type="button" class="nut phu" data-name="show-news" onClick={() => void r.refresh()}>{w.show}</button></div>;
}
