// A repeat as cards: who or what is known, read out one by one; each as before, changed, or no longer here; add; undo.
import { useState } from "preact/hooks";
import type { RowChange } from "../engine/calls";
import { looks, refOf } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { Page } from "../state/pages";
import { cardNode } from "../state/card";
import type { OpenRecord } from "../state/record";
import { type Facts, factsOf, goneQuestion, isPeople } from "../state/rows";
import { named } from "../state/values";
import { labelOf, toPage } from "../state/walk";
import { Icon } from "./icons";
import { scanCard, ScanButton } from "./idcard";
import { NewsOfRow } from "./news";
import { Notice } from "./parts";
import { NextBack } from "./question";
import { Remind } from "./remind";
import { Thread } from "./thread";
import { UndoBar } from "./undobar";

/** Above so many rows the head with the count stays while they scroll. */
const many = 12;

export function Rows({ r, page }: { r: OpenRecord; page: Page }) {
  const w = t().rows;
  const v = t().visit.rows;
  const rows = r.rows(page.node, page.row);
  const label = labelOf(r, page.node);
  const people = isPeople(r, page.node);
  const node = r.form.nodes[page.node]!;
  const open = node.control !== "counted";
  const facts = rows.map((row) => factsOf(r, row.id));
  const add = async () => {
    const row = await r.addRow(page.node, page.row);
    const first = r.pages(row)[0];
    if (first) toPage(first.key, row, spot.value.back);
  };
  // reminders that the form wants over this list, e.g. one head of the household
  const notes = r.form.nodes.filter((n) => n.kind === "note" && looks(n, `st-at-${node.name}`)).map((n) => r.look(refOf(n.n, "")) ?? r.look(refOf(n.n, page.row))).filter((s) => s?.rel);
  const done = facts.filter((f) => isDone(f)).length;
  return (
    <>
      <main class="trang cuon tvs" data-name={node.name} data-ref={page.key}>
        <div class={rows.length >= many ? "dau-dinh" : ""}>
          <h1 class="hoi">{label}{people && rows.length > 0 && rows.length < many && <span class="hoi-phu">{w.ask(facts.filter((f) => !f.gone).length)}</span>}{rows.length > 0 && (!people || rows.length >= many) && <span class="hoi-phu">{v.asked(done, rows.length)}</span>}</h1>
        </div>
        {notes.map((s) => <Remind key={s!.r} x={{ kind: "note", n: 0 }} label={s!.label ?? ""} />)}
        <Thread r={r} refOf={page.key} />
        {rows.length === 0 ? <p class="mo">{people ? w.none : w.noneRows}</p> : <ul>{rows.map((row, i) => <Card key={row.id} r={r} row={row} f={facts[i]!} i={i} page={page} people={people} />)}</ul>}
        {open && !r.readOnly && (
          <div class="them">
            <button type="button" class="nut" data-name="add-row" onClick={() => void add()}><Icon name="plus" />{w.add(noun(r, page.node))}</button>
            {cardNode(r, page.node) && <button type="button" class="nut phu" data-name="scan-to-add" onClick={() => scanCard(page.node, "", page.row, true)}><Icon name="scan" />{v.scan}</button>}
          </div>
        )}
      </main>
      <UndoBar r={r} />
      <footer class="t-day"><NextBack r={r} refs={page.refs} /></footer>
    </>
  );
}

/** "thành viên", "khoản vay": the repeat's label without its first words in capitals or brackets, small. */
function noun(r: OpenRecord, repeat: number): string {
  const label = labelOf(r, repeat).replace(/\s*[(（].*$/, "").trim();
  return isPeople(r, repeat) && t().name && /thành viên|nhân khẩu|member/i.test(label) && /[à-ỹ]/i.test(label) ? "người" : label ? label[0]!.toLocaleLowerCase("vi") + label.slice(1) : "";
}

export function rowTitle(r: OpenRecord, row: string): string {
  const siblings = r.rows(r.rowNode(row), r.rowParent(row));
  const i = siblings.findIndex((s) => s.id === row);
  const { title } = factsOf(r, row);
  const label = labelOf(r, r.rowNode(row));
  return [`${label} ${i + 1}/${siblings.length}`, title].filter(Boolean).join(" · ");
}

const isDone = (f: Facts): boolean => f.missing.length === 0 && f.wrong === 0 && !f.fresh && !(f.known && f.asked.some((s) => s.seed && s.v));

function Card({ r, row, f, i, page, people }: { r: OpenRecord; row: RowChange; f: Facts; i: number; page: Page; people: boolean }) {
  const w = t().rows;
  const v = t().visit;
  const [leaving, setLeaving] = useState(false);
  const title = f.title || w.nth(labelOf(r, page.node), i + 1);
  const done = isDone(f);
  const enter = () => {
    const pages = r.pages(row.id);
    const wanted = pages.find((p) => p.refs.some((ref) => [1, 2, 3].includes(r.look(ref)?.valid ?? 0))) ?? pages[0];
    if (wanted) toPage((f.fresh || (f.missing.length === 0 && f.wrong === 0) ? pages[0] : wanted)?.key ?? wanted.key, row.id, spot.value.back);
  };
  const reasons = f.known ? goneQuestion(r, page.node, row.id) : undefined;
  const leave = () => (reasons ? setLeaving(true) : void r.drop(row.id, title));
  const number = cardNode(r, page.node);
  const scan = !done && number && !r.look(refOf(number.n, row.id))?.v;
  const fork = f.asked.some((s) => (s.conflict?.length ?? 0) > 1);
  return (
    <li class={`tv ${done ? "xong" : ""}`} data-row={row.id} data-title={title} data-done={done}>
      <span class="so-le" aria-hidden="true">{i + 1}</span>
      <div class="tv-h"><div class="ten"><b>{title}</b><span>{[f.sub, row.by && v.rows.by(named(row.by, v.news.someone))].filter(Boolean).join(" · ")}</span></div><Tag f={f} done={done} /></div>
      {fork && <Notice kind="nghe" icon="conflict">{t().form.conflict}</Notice>}
      <NewsOfRow r={r} row={row.id} />
      {row.against && (
        <Notice kind="nghe" icon="conflict">
          <p data-name="against">{(people ? v.rows.against : v.rows.againstRow)(named(row.against.by, v.news.someone))}</p>
          {!r.readOnly && <p class="hang cach"><button type="button" class="nut" data-name="keep-row" onClick={() => void r.restoreRow(row.id)}>{v.rows.keep}</button><button type="button" class="nut phu" data-name="drop-row" onClick={() => void r.drop(row.id, title)}>{v.rows.drop}</button></p>}
        </Notice>
      )}
      {leaving && reasons && <Leaving r={r} row={row.id} title={title} reasons={reasons} close={() => setLeaving(false)} />}
      {!leaving && (
        <div class="hang">
          {done && <p class="khac mo"><Said f={f} /></p>}
          {done && !f.gone && !r.readOnly && <button type="button" class="nut tron nho-nut" data-name="remove-row" aria-label={`${f.known ? v.rows.leave : w.remove}: ${title}`} onClick={leave}>{f.known && people ? v.rows.leave : w.remove}</button>}
          {r.readOnly || done ? <button type="button" class="nut-hinh" aria-label={`${w.see}: ${title}`} data-name="open-row" onClick={enter}><Icon name="right" /></button> : (
            <>
              {f.missing.length > 0 && !f.fresh && f.open === 0 && <p class="khac thieu">{someOf(f.missing)}</p>}
              {f.open > 0 && <button type="button" class="nut" data-name="row-as-before" onClick={() => void r.asBefore({ row: row.id }, title)}><Icon name="tick" />{w.asBefore}</button>}
              <button type="button" class={`nut ${f.open > 0 ? "phu" : ""}`} data-name="open-row" onClick={enter}>{f.fresh && f.known ? w.changed : w.goOn}</button>
              <button type="button" class="nut phu" data-name="remove-row" onClick={leave}>{f.known ? (people ? v.rows.leave : w.gone) : w.remove}</button>
              {scan && <ScanButton repeat={page.node} row={row.id} quiet />}
            </>
          )}
        </div>
      )}
    </li>
  );
}

/** Somebody who is known does not vanish: the form's own answer says why. A mistake can be taken out. */
function Leaving({ r, row, title, reasons, close }: { r: OpenRecord; row: string; title: string; reasons: NonNullable<ReturnType<typeof goneQuestion>>; close: () => void }) {
  const v = t().visit.rows;
  return (
    <div class="vi-sao" role="group" aria-label={v.why(title)} data-name="leaving">
      <p class="dam">{v.why(title)}</p>
      <div class="hang">
        {reasons.choices.map((c) => <button type="button" class="nut" key={c.v} data-gone={c.v} onClick={() => { close(); void r.gone(row, reasons.ref, c.v, title); }}>{c.label}</button>)}
        <button type="button" class="nut phu" data-name="mistake" onClick={() => void r.drop(row, title)}>{v.mistake}</button>
        <button type="button" class="nut phu" data-name="not-leaving" onClick={close}>{v.cancel}</button>
      </div>
    </div>
  );
}

const someOf = (labels: string[]): string => [labels.slice(0, 2).join("; "), labels.length > 2 ? t().visit.rows.more(labels.length - 2) : ""].filter(Boolean).join(" ");

/** What changed since last year, or that nothing did. */
function Said({ f }: { f: Facts }) {
  const v = t().visit.rows;
  const c = f.changes[0];
  if (c) return <>{c.label}: {v.lastYear} <b>{c.was}</b>, {v.thisYear} <b>{c.now}</b>{f.changes.length > 1 && <> {v.more(f.changes.length - 1)}</>}</>;
  return f.confirmed ? <>{v.kept(f.asked.filter((s) => s.v).length)}</> : null;
}

function Tag({ f, done }: { f: Facts; done: boolean }) {
  const w = t().rows;
  const v = t().visit.rows;
  if (f.wrong > 0) return <span class="the son"><Icon name="warn" />{w.wrong(f.wrong)}</span>;
  if (done && f.gone) return <span class="the"><Icon name="tick" />{f.gone}</span>;
  if (done && f.changes.length > 0) return <span class="the la"><Icon name="tick" />{v.doneChanged(f.changes.length)}</span>;
  if (done && f.confirmed) return <span class="the la"><Icon name="tick" />{w.asBefore}</span>;
  if (done) return <span class="the la"><Icon name="tick" />{w.done}</span>;
  if (f.fresh && f.known) return <span class="the"><Icon name="new" />{w.notAsked}</span>;
  if (f.missing.length > 0) return <span class="the son"><Icon name="warn" />{w.missing(f.missing.length)}</span>;
  return <span class="the">{f.known ? w.notAsked : w.added}</span>;
}
