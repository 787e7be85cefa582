// A repeat as cards: who or what is known, read out one by one; each as before, changed, or no longer here; add; undo.
import { signal } from "@preact/signals";
import type { NodeState, RowChange } from "../engine/calls";
import { repeatAround, splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { Page } from "../state/pages";
import type { OpenRecord } from "../state/record";
import { shownValue } from "../state/values";
import { labelOf, toPage } from "../state/walk";
import { ageAt, parseDay, today } from "../text/dates";
import { Icon } from "./icons";
import { Notice } from "./parts";
import { NextBack } from "./question";
import { Thread } from "./thread";

/** The row just taken away; stays until the next page. */
const removed = signal<{ row: string; name: string; page: string } | undefined>(undefined);

export function Rows({ r, page }: { r: OpenRecord; page: Page }) {
  const w = t().rows;
  const rows = r.rows(page.node, page.row);
  const label = labelOf(r, page.node);
  const people = isPeople(r, page.node);
  const open = r.form.nodes[page.node]?.control !== "counted";
  const add = async () => {
    const row = await r.addRow(page.node, page.row);
    removed.value = undefined;
    const first = r.pages(row)[0];
    if (first) toPage(first.key, row, spot.value.back);
  };
  const gone = removed.value?.page === page.key ? removed.value : undefined;
  return (
    <>
      <main class="trang cuon tvs" data-name={r.form.nodes[page.node]?.name} data-ref={page.key}>
        <h1 class="hoi">{label}{people && rows.length > 0 && <span class="hoi-phu">{w.ask(rows.length)}</span>}</h1>
        <Thread r={r} refOf={page.key} />
        {rows.length === 0 ? <p class="mo">{people ? w.none : w.noneRows}</p> : <ul>{rows.map((row, i) => <Card key={row.id} r={r} row={row} i={i} page={page} />)}</ul>}
        {open && !r.readOnly && <div class="them"><button type="button" class="nut" data-name="add-row" onClick={() => void add()}><Icon name="plus" />{w.add(noun(r, page.node))}</button></div>}
      </main>
      {gone && (
        <div class="bo-tac" role="status"><span>{w.removed(gone.name)}</span><button type="button" class="nut" data-name="undo" onClick={() => { void r.restoreRow(gone.row); removed.value = undefined; }}>{w.undo}</button></div>
      )}
      <footer class="t-day"><NextBack r={r} refs={page.refs} /></footer>
    </>
  );
}

/** Whether the rows of a repeat are people: they have a relation to the head or a date of birth. */
const isPeople = (r: OpenRecord, repeat: number): boolean =>
  r.form.nodes.some((n) => repeatAround(r.form, n.n) === repeat && (/quanhe|relation/.test(n.name) || /ngaysinh|birth/.test(n.name)));

/** "thành viên", "khoản vay": the repeat's label without its first words in capitals or brackets, small. */
function noun(r: OpenRecord, repeat: number): string {
  const label = labelOf(r, repeat).replace(/\s*[(（].*$/, "").trim();
  return isPeople(r, repeat) && t().name && /thành viên|nhân khẩu|member/i.test(label) && /[à-ỹ]/i.test(label) ? "người" : label ? label[0]!.toLocaleLowerCase("vi") + label.slice(1) : "";
}

type Facts = { title: string; sub: string; asked: NodeState[]; missing: number; wrong: number; seeds: NodeState[]; confirmed: boolean; changed: number; fresh: boolean };

function factsOf(r: OpenRecord, row: string): Facts {
  const asked = r.questionsOf(row);
  const nodeOf = (s: NodeState) => r.form.nodes[splitRef(s.r).node]!;
  const named = asked.find((s) => ["text", "barcode"].includes(nodeOf(s).control) && s.v && /ten|name/.test(nodeOf(s).name)) ?? asked.find((s) => nodeOf(s).control === "text" && s.v);
  const state = r.look(row + ":" + r.rowNode(row));
  const title = named?.v || state?.label || "";
  const words = asked.filter((s) => s !== named && s.v && ["select_one", "date", "integer"].includes(nodeOf(s).control)).slice(0, 3).map((s) => {
    const day = nodeOf(s).control === "date" && /sinh|birth/i.test(s.label ?? nodeOf(s).name) ? parseDay(s.v!) : undefined;
    return day ? t().date.age(Math.max(0, ageAt(day, today()))) : shownValue(nodeOf(s), s);
  });
  const seeds = asked.filter((s) => s.seed && s.v);
  const withLast = asked.filter((s) => r.last(s.r));
  return {
    title, sub: words.join(" · "), asked, seeds,
    missing: asked.filter((s) => s.valid === 1).length,
    wrong: asked.filter((s) => s.valid === 2 || s.valid === 3).length,
    confirmed: withLast.length > 0 && withLast.every((s) => s.v === r.last(s.r)!.value && !s.seed),
    changed: withLast.filter((s) => s.v && s.v !== r.last(s.r)!.value).length,
    fresh: asked.every((s) => s.seed || !s.v),
  };
}

export function rowTitle(r: OpenRecord, row: string): string {
  const siblings = r.rows(r.rowNode(row), r.rowParent(row));
  const i = siblings.findIndex((s) => s.id === row);
  const { title } = factsOf(r, row);
  const label = labelOf(r, r.rowNode(row));
  return [`${label} ${i + 1}/${siblings.length}`, title].filter(Boolean).join(" · ");
}

function Card({ r, row, i, page }: { r: OpenRecord; row: RowChange; i: number; page: Page }) {
  const w = t().rows;
  const f = factsOf(r, row.id);
  const title = f.title || w.nth(labelOf(r, page.node), i + 1);
  const enter = () => {
    removed.value = undefined;
    const pages = r.pages(row.id);
    const wanted = pages.find((p) => p.refs.some((ref) => [1, 2, 3].includes(r.look(ref)?.valid ?? 0))) ?? pages[0];
    if (wanted) toPage((f.fresh || (f.missing === 0 && f.wrong === 0) ? pages[0] : wanted)?.key ?? wanted.key, row.id, spot.value.back);
  };
  const asBefore = async () => {
    await Promise.all(f.asked.filter((s) => (s.seed && s.v) || (!s.v && r.last(s.r))).map((s) => r.set(s.r, s.seed && s.v && !r.last(s.r) ? s.v : (r.last(s.r)?.value ?? s.v ?? ""), "as-before")));
  };
  const drop = async () => {
    await r.removeRow(row.id);
    removed.value = { row: row.id, name: title, page: page.key };
  };
  const known = f.seeds.length > 0 || f.asked.some((s) => r.last(s.r));
  const done = f.missing === 0 && f.wrong === 0 && !f.fresh && f.seeds.length === 0;
  return (
    <li class={`tv ${done ? "xong" : ""}`} data-row={row.id} data-title={title}>
      <span class="so-le" aria-hidden="true">{i + 1}</span>
      <div class="tv-h"><div class="ten"><b>{title}</b><span>{f.sub}</span></div><Tag f={f} done={done} known={known} /></div>
      {f.asked.some((s) => (s.conflict?.length ?? 0) > 1) && <Notice kind="nghe" icon="conflict">{t().form.conflict}</Notice>}
      <div class="hang">
        {done && f.changed > 0 && <p class="khac mo">{w.changedCount(f.changed)}</p>}
        {done && !r.readOnly && <button type="button" class="nut tron nho-nut" data-name="remove-row" aria-label={`${known ? w.gone : w.remove}: ${title}`} onClick={() => void drop()}>{known ? w.gone : w.remove}</button>}
        {r.readOnly || done ? <button type="button" class="nut-hinh" aria-label={`${w.see}: ${title}`} data-name="open-row" onClick={enter}><Icon name="right" /></button> : (
          <>
            {known && f.seeds.length > 0 && <button type="button" class="nut" data-name="row-as-before" onClick={() => void asBefore()}><Icon name="tick" />{w.asBefore}</button>}
            <button type="button" class={`nut ${known && f.seeds.length > 0 ? "phu" : ""}`} data-name="open-row" onClick={enter}>{f.fresh && known ? w.changed : w.goOn}</button>
            <button type="button" class="nut phu" data-name="remove-row" onClick={() => void drop()}>{known ? w.gone : w.remove}</button>
          </>
        )}
      </div>
    </li>
  );
}

function Tag({ f, done, known }: { f: Facts; done: boolean; known: boolean }) {
  const w = t().rows;
  if (f.wrong > 0) return <span class="the son"><Icon name="warn" />{w.wrong(f.wrong)}</span>;
  if (done && f.confirmed) return <span class="the la"><Icon name="tick" />{w.asBefore}</span>;
  if (done) return <span class="the la"><Icon name="tick" />{w.done}</span>;
  if (f.fresh && known) return <span class="the"><Icon name="new" />{w.notAsked}</span>;
  if (f.missing > 0) return <span class="the son"><Icon name="warn" />{w.missing(f.missing)}</span>;
  return <span class="the">{known ? w.notAsked : w.added}</span>;
}
