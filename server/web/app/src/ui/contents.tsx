// Mục lục: find a question, what the commune asks, then the groups with how far each is; one tap to the first page of each,
// one to take a whole group as before.
import { groupOf, splitRef } from "../form/tree";
import { t } from "../i18n";
import { finishRecord, spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { candidates } from "../state/rows";
import { move, segments, toPage } from "../state/walk";
import { Icon } from "./icons";
import { Jump } from "./jump";
import { NewerStrip } from "./newer";
import { NewsElsewhere } from "./news";
import { TalkList } from "./thread";
import { UndoBar } from "./undobar";

export function Contents({ r }: { r: OpenRecord }) {
  const w = t();
  const pages = r.pages("");
  const go = (group: number) => {
    const first = pages.find((p) => groupOf(r.form, p.node) === group);
    if (first) toPage(first.key, "");
  };
  const all = segments(r, -1);
  const sum = (of: (g: (typeof all)[number]) => number) => all.reduce((n, g) => n + of(g), 0);
  return (
    <>
      <NewsElsewhere r={r} refs={[]} />
      <NewerStrip r={r} />
      <main class="trang cuon tk" data-screen="contents">
        <div class="hang muc-luc-dau"><h1 class="hoi">{w.contents.title}</h1><span class="mo">{w.visit.find.count(sum((g) => g.answered), sum((g) => g.asked))}</span></div>
        <Jump r={r}>
          <TalkList r={r} here={{ view: "contents", key: spot.value.key, row: "" }} />
          <Groups r={r} go={go} asBefore />
          <p class="cach"><button type="button" class="nut phu" data-name="talk-record" onClick={() => move({ view: "talk", key: "", row: "", back: spot.value })}><Icon name="bubble" />{w.visit.talk.record}</button></p>
        </Jump>
      </main>
      <UndoBar r={r} />
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" data-name="leave" onClick={() => void finishRecord()}>{r.readOnly ? w.close : w.leave}</button>
        <button type="button" class="nut chinh" data-name="summary" onClick={() => move({ view: "summary", key: spot.value.key, row: "" })}>{r.readOnly ? w.sum.title : w.form.finished}<Icon name="right" /></button>
      </div></footer>
    </>
  );
}

/** clean: the whole record was checked and nothing is left, so what was not answered did not have to be. asBefore: with the
 * button that takes a whole group as before. */
export function Groups({ r, go, clean, asBefore }: { r: OpenRecord; go: (group: number) => void; clean?: boolean; asBefore?: boolean }) {
  const w = t();
  const kindOf = (kind: string) => (clean ? "x" : kind);
  const states = asBefore && !r.readOnly ? r.all() : [];
  return (
    <ul class={`luoi ${asBefore ? "luoi-1" : ""}`}>
      {segments(r, -1).map((g) => {
        const open = candidates(r, states.filter((s) => groupOf(r.form, splitRef(s.r).node) === g.node));
        return (
          <li key={g.node}>
            <button type="button" data-group={r.form.nodes[g.node]?.name} data-group-state={g.kind} onClick={() => go(g.node)}>
              <span class={`dau ${kindOf(g.kind) === "x" ? "cl-la" : kindOf(g.kind) === "s" ? "cl-son" : "mo"}`}><Icon name={kindOf(g.kind) === "x" ? "tick" : kindOf(g.kind) === "s" ? "warn" : kindOf(g.kind) === "m" ? "draft" : "new"} /></span>
              <span class="ten">{g.label}<span class="mo nho">{g.asked > 0 ? w.contents.count(g.answered, g.asked) : ""}</span></span>
            </button>
            {open > 0 && <button type="button" class="nut nhu-cu-muc" data-name="group-as-before" data-of={r.form.nodes[g.node]?.name} aria-label={w.visit.asBefore.of(g.label, open)} onClick={() => void r.asBefore({ node: g.node }, g.label)}><Icon name="tick" />{w.visit.asBefore.short(open)}</button>}
          </li>
        );
      })}
    </ul>
  );
}
