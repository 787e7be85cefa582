// Mục lục: the groups with how far each is; one tap to the first page of each.
import { groupOf } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { move, segments, toPage } from "../state/walk";
import { Icon } from "./icons";
import { finishRecord } from "../state/nav";

export function Contents({ r }: { r: OpenRecord }) {
  const w = t();
  const pages = r.pages("");
  const go = (group: number) => {
    const first = pages.find((p) => groupOf(r.form, p.node) === group);
    if (first) toPage(first.key, "");
  };
  return (
    <>
      <main class="trang cuon tk" data-screen="contents">
        <h1 class="hoi">{w.contents.title}</h1>
        <Groups r={r} go={go} />
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" data-name="leave" onClick={() => void finishRecord()}>{w.leave}</button>
        <button type="button" class="nut chinh" data-name="summary" onClick={() => move({ view: "summary", key: spot.value.key, row: "" })}>{w.form.finished}<Icon name="right" /></button>
      </div></footer>
    </>
  );
}

/** clean: the whole record was checked and nothing is left, so what was not answered did not have to be. */
export function Groups({ r, go, clean }: { r: OpenRecord; go: (group: number) => void; clean?: boolean }) {
  const w = t().contents;
  const kindOf = (kind: string) => (clean ? "x" : kind);
  return (
    <ul class="luoi">
      {segments(r, -1).map((g) => (
        <li key={g.node}>
          <button type="button" data-group={r.form.nodes[g.node]?.name} data-group-state={g.kind} onClick={() => go(g.node)}>
            <span class={`dau ${kindOf(g.kind) === "x" ? "cl-la" : kindOf(g.kind) === "s" ? "cl-son" : "mo"}`}><Icon name={kindOf(g.kind) === "x" ? "tick" : kindOf(g.kind) === "s" ? "warn" : kindOf(g.kind) === "m" ? "draft" : "new"} /></span>
            <span class="ten">{g.label}<span class="mo nho">{g.asked > 0 ? w.count(g.answered, g.asked) : ""}</span></span>
          </button>
        </li>
      ))}
    </ul>
  );
}
