// The open record: head with the saved state, progress, one of its views.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { groupOf } from "../form/tree";
import { t, told } from "../i18n";
import { home, record, route } from "../state/app";
import { back, spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { move, next, pageAt, prev, segments } from "../state/walk";
import { Contents } from "./contents";
import { ForkView } from "./fork";
import { Icon } from "./icons";
import { CardScan } from "./idcard";
import { NewerView } from "./newer";
import { NewsElsewhere } from "./news";
import { Head } from "./parts";
import { QuestionPage } from "./question";
import { Returned } from "./returned";
import { rowTitle, Rows } from "./rows";
import { Summary } from "./summary";
import { Talk, TalkButton } from "./thread";

export function RecordScreen() {
  const r = record.value;
  if (!r) return null;
  const at = spot.value;
  switch (at.view) {
    case "contents": return <><RecordHead r={r} /><Contents r={r} /></>;
    case "summary": return <><RecordHead r={r} /><Summary r={r} /></>;
    case "returned": return <><RecordHead r={r} /><Returned r={r} /></>;
    case "fork": return <><RecordHead r={r} /><ForkView r={r} /></>;
    case "newer": return <><RecordHead r={r} /><NewerView r={r} /></>;
    case "talk": return <><RecordHead r={r} /><Talk r={r} /></>;
    default: return <RecordPage r={r} />;
  }
}

export const nameOf = (r: OpenRecord): string =>
  home.value?.households.find((s) => s.case === r.caseId)?.name ?? home.value?.returned.find((s) => s.case === r.caseId)?.name ?? r.form.title;

export function RecordHead({ r }: { r: OpenRecord }) {
  const at = spot.value;
  const place = home.value?.households.find((s) => s.case === r.caseId)?.areaLabel;
  const row = at.row && at.view === "page" ? rowTitle(r, at.row) : "";
  // contents and fork open over a question: the arrow goes back to it
  const over = at.view !== "page" && at.view !== "summary" && at.view !== "returned";
  const close = () => move(at.back ?? { view: "page", key: at.key, row: at.row });
  return (
    <Head saved title={nameOf(r)} back={over ? close : back} backLabel={over ? t().back : t().form.leaveHome} sub={row || [place, r.form.title].filter(Boolean).join(" · ")}>
      <SavedMark r={r} />
    </Head>
  );
}

/** What became of the last answer. data-saved: saved, saving or error. */
function SavedMark({ r }: { r: OpenRecord }) {
  const w = t();
  const s = r.saved.value;
  if (r.readOnly) return <span class="da-luu mo">{t().state[r.opened.state]}</span>;
  return (
    <span class={`da-luu ${s.kind === "error" ? "cl-son" : s.kind === "saving" ? "mo" : ""}`} role="status" aria-live="polite" data-saved={s.kind}>
      {s.kind === "saved" && <><Icon name="tick" />{w.kept}</>}
      {s.kind === "saving" && w.keep}
      {s.kind === "error" && <><Icon name="warn" />{w.unkept}</>}
    </span>
  );
}

/** A part of its own: the page is not drawn again each time something is saved. */
function NotSaved({ r }: { r: OpenRecord }) {
  const w = t();
  if (r.saved.value.kind !== "error") return null;
  return <div class="loi loi-luu" role="alert"><Icon name="warn" /><span>{told(r.saved.value.told) || w.unkept}</span><button type="button" class="nut" data-name="save-again" onClick={() => void r.retry()}>{w.saveAgain}</button></div>;
}

function Progress({ r, node }: { r: OpenRecord; node: number }) {
  const w = t().form;
  const at = spot.value;
  const group = groupOf(r.form, node);
  const parts = segments(r, group);
  const i = parts.findIndex((p) => p.node === group);
  const { pages, index } = pageAt(r, at);
  const mates = at.row ? pages : pages.filter((p) => groupOf(r.form, p.node) === group);
  const j = at.row ? index : mates.indexOf(pages[index]!);
  return (
    <nav class="nhom" aria-label={w.progress}>
      <div class="chu">
        <p><b>{parts[i]?.label}</b><span class="mo khong-ngat"><i class="chi-to kn">{w.group(i + 1, parts.length)}</i>{w.question(j + 1, mates.length)}</span></p>
        <div class="vach" aria-hidden="true">{parts.map((p) => <i key={p.node} class={p.kind} />)}</div>
      </div>
      <TalkButton r={r} refs={pages[index]?.refs ?? []} />
      <button type="button" class="nut phu" aria-label={t().toc} data-name="contents" onClick={() => move({ view: "contents", key: at.key, row: at.row })}><Icon name="list" /><span class="chi-to">{t().toc}</span></button>
    </nav>
  );
}

function RecordPage({ r }: { r: OpenRecord }) {
  const w = t();
  const at = spot.value;
  const { page } = pageAt(r, at);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector(".trang")?.scrollTo(0, 0);
  }, [page?.key]);
  useKeys(r);
  const swipe = useSwipe(r);
  if (!page) return <><RecordHead r={r} /><main class="trang cuon"><h1 class="hoi">{w.form.noGroups}</h1></main></>;
  return (
    <div class="ca-trang" ref={box} {...swipe} data-page={page.key} data-kind={page.kind} data-route={route.value.at}>
      <RecordHead r={r} />
      <Progress r={r} node={page.node} />
      <NotSaved r={r} />
      <NewsElsewhere r={r} refs={page.refs} />
      {page.kind === "repeat" ? <Rows r={r} page={page} /> : <QuestionPage key={page.key} r={r} page={page} />}
      <CardScan r={r} />
    </div>
  );
}

/** → next, ← previous, 1-9 choose, "=" as before, M contents; not while typing. */
function useKeys(r: OpenRecord): void {
  useLayoutEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const on = e.target as HTMLElement;
      if (e.ctrlKey || e.altKey || e.metaKey) return;
      const typing = on instanceof HTMLTextAreaElement || (on instanceof HTMLInputElement && on.type !== "radio" && on.type !== "checkbox");
      if (typing) return;
      const choose = (i: number) => document.querySelectorAll<HTMLElement>(".chon .o input")[i]?.click();
      if (e.key === "ArrowRight") next(r);
      else if (e.key === "ArrowLeft") prev(r);
      else if (e.key === "=") document.querySelector<HTMLElement>('[data-name="as-before"]')?.click();
      else if (document.querySelector("dialog[open]")) return;
      else if (e.key === "m" || e.key === "M") document.querySelector<HTMLElement>('[data-name="contents"]')?.click();
      else if (/^[1-9]$/.test(e.key)) choose(Number(e.key) - 1);
      else return;
      e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [r]);
}

/** Whether a stroke to the side would scroll something under the finger. */
function scrollsSideways(on: Element): boolean {
  for (let at: Element | null = on; at; at = at.parentElement) if (at.scrollWidth > at.clientWidth + 4 && /auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
  return false;
}

/** A long, flat stroke of the finger: left = next, right = back. Never the only way. */
function useSwipe(r: OpenRecord) {
  const from = useRef<{ x: number; y: number; at: number } | undefined>(undefined);
  return {
    onTouchStart: (e: TouchEvent) => {
      const on = e.target as HTMLElement;
      const one = e.touches.length === 1 && !on.closest("canvas,video,textarea,input:not([type=radio]):not([type=checkbox]),[role=slider],[draggable=true],dialog") && !scrollsSideways(on) ? e.touches[0] : undefined;
      from.current = one && { x: one.clientX, y: one.clientY, at: Date.now() };
    },
    onTouchEnd: (e: TouchEvent) => {
      const was = from.current;
      const to = e.changedTouches[0];
      from.current = undefined;
      if (!was || !to || Date.now() - was.at > 600) return;
      const [dx, dy] = [to.clientX - was.x, to.clientY - was.y];
      if (Math.abs(dx) < 90 || Math.abs(dy) > Math.abs(dx) / 3) return;
      if (dx < 0) next(r);
      else prev(r);
    },
  };
}
