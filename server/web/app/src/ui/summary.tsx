// What finishing would clear first, then all problems at once, red before turmeric, each a tap away and back here; then the
// groups; then finishing.
import { useEffect, useState } from "preact/hooks";
import { Told, type Problem as Trouble, type Problems, type Warn } from "../engine/calls";
import { groupOf, splitRef } from "../form/tree";
import { t, told } from "../i18n";
import { finishRecord, spot, type Spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { factsOf } from "../state/rows";
import { shownValue } from "../state/values";
import { move, segments, toPage, toRef } from "../state/walk";
import { Icon } from "./icons";
import { NewerStrip } from "./newer";
import { NewsElsewhere } from "./news";
import { Problem } from "./parts";
import { warnWords } from "./remind";
import { TalkList } from "./thread";
import { Groups } from "./contents";

export function Summary({ r }: { r: OpenRecord }) {
  const w = t();
  const [found, setFound] = useState<Problems>();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const here: Spot = { view: "summary", key: spot.value.key, row: "" };
  useEffect(() => {
    r.touch(r.all().filter((s) => s.valid).map((s) => s.r));
    r.problems().then(setFound, (e: unknown) => setProblem(e instanceof Told ? told(e) : w.failed));
  }, [r, r.layout.value]);
  const problems = found?.problems ?? [];
  const clears = found?.clears ?? [];
  const reminders = found?.reminders ?? [];
  const clean = found !== undefined && problems.length === 0;
  const finish = async () => {
    if (!clean || busy) return;
    setBusy(true);
    setProblem("");
    try {
      const got = await r.finish();
      if (got.unsaved) setProblem(told(got.unsaved));
      else if (got.done) return await finishRecord(true);
      else setFound(await r.problems());
    } catch (e) {
      setProblem(e instanceof Told ? told(e) : w.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <NewsElsewhere r={r} refs={[]} />
      <NewerStrip r={r} />
      <main class="trang cuon tk" data-screen="summary" data-problems={found ? problems.length : ""}>
        <h1 class="hoi" aria-live="polite">{!found ? w.loading : r.readOnly ? w.sum.title : clean ? w.sum.ok : w.sum.left(problems.length)}</h1>
        <p class="mo">{!found ? "" : r.readOnly ? w.form.readOnly : clean ? w.sum.okHelp : w.sum.help(problems.length)}</p>
        {problem && <Problem>{problem}</Problem>}
        {clears.length > 0 && (
          <>
            <h2 class="hoi h2">{w.visit.check.clears(clears.length)}</h2>
            <p class="mo">{w.sum.clearsHelp}</p>
            <ul class="pbs" data-name="clears">{clears.map((c) => <li class="pb nghe" key={c.ref}><div class="ten"><b>{splitRef(c.ref).row && <i class="kn nhe">{factsOf(r, splitRef(c.ref).row).title}: </i>}{c.label}</b><span>{shownValue(r.form.nodes[splitRef(c.ref).node], { ...r.look(c.ref), r: c.ref, v: c.value })}</span></div></li>)}</ul>
          </>
        )}
        <ul class="pbs" data-name="problems">{problems.map((p) => <Line key={p.ref + p.kind} r={r} p={p} here={here} />)}</ul>
        {!r.readOnly && reminders.length > 0 && (
          <>
            <h2 class="hoi h2">{w.visit.check.reminders(reminders.length)} <span class="mo nhe">({w.visit.check.fine})</span></h2>
            <ul class="pbs" data-name="reminders">{reminders.map((x) => <Reminder key={x.ref! + x.kind} r={r} x={x} here={here} />)}</ul>
          </>
        )}
        <TalkList r={r} here={here} />
        <GroupsHead r={r} here={here} clean={clean} />
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" data-name="leave" onClick={() => void finishRecord()}>{r.readOnly ? w.close : w.leave}</button>
        {r.readOnly ? null : clean ? <button type="button" class="nut chinh" data-name="finish" onClick={() => void finish()}>{busy ? w.sum.finishing : w.finish}</button> : (
          <button type="button" class={`nut ${problems.length > 0 ? "chinh" : "chua"}`} data-name="mend-first" onClick={() => problems[0] && toRef(r, problems[0].ref, here)}>{w.sum.first}<Icon name="right" /></button>
        )}
      </div></footer>
    </>
  );
}

function Line({ r, p, here }: { r: OpenRecord; p: Trouble; here: Spot }) {
  const w = t();
  const { row, node } = splitRef(p.ref);
  const number = r.form.nodes[node]?.number;
  const words = p.message || (p.kind === "required" ? w.form.required : p.kind === "type" ? w.form.type : w.form.constraint);
  return (
    <li class="pb son" data-ref={p.ref} data-name={r.form.nodes[node]?.name} data-row={row}>
      <span class="so-le" aria-hidden="true">{number || ""}</span>
      <div class="ten"><b>{row && <i class="kn nhe">{factsOf(r, row).title}: </i>}{p.label || r.form.nodes[node]?.label}</b><span>{words}</span></div>
      <button type="button" class="nut" data-name="mend" aria-label={`${w.sum.mend}: ${p.label}`} onClick={() => toRef(r, p.ref, here)}>{w.sum.mend}</button>
    </li>
  );
}

/** Worth a second look; a difference from last year may be explained so that the commune need not ask. */
function Reminder({ r, x, here }: { r: OpenRecord; x: Warn; here: Spot }) {
  const w = t().visit.check;
  const ref = x.ref!;
  const { row, node } = splitRef(ref);
  const state = r.look(ref);
  const value = state?.v ? shownValue(r.form.nodes[node], state) : "";
  const last = r.last(ref);
  const label = x.kind === "note" ? r.form.nodes[node] && x.group ? x.group : "" : x.label ?? "";
  const changed = ["times", "part", "more", "less"].includes(x.kind);
  const number = r.form.nodes[node]?.number;
  return (
    <li class="pb nghe" data-ref={ref} data-name={r.form.nodes[node]?.name} data-warn={x.kind}>
      <span class="so-le" aria-hidden="true">{number || ""}</span>
      <div class="ten"><b>{row && <i class="kn nhe">{factsOf(r, row).title}: </i>}{[label, value].filter(Boolean).join(": ")}{changed && last && <i class="kn mo nhe"> ({t().form.lastYear.toLocaleLowerCase("vi")} {last.text && last.text !== last.value ? last.text : shownValue(r.form.nodes[node], { ...state, r: ref, v: last.value })})</i>}</b><span>{warnWords(x, x.label ?? "")}</span></div>
      {changed ? <button type="button" class="nut" data-name="say-why" aria-label={`${w.why}: ${label}`} onClick={() => move({ view: "talk", key: ref, row, back: here })}>{w.why}</button>
        : <button type="button" class="nut" data-name="look" aria-label={`${w.see}: ${label}`} onClick={() => toRef(r, ref, here)}>{w.see}</button>}
    </li>
  );
}

function GroupsHead({ r, here, clean }: { r: OpenRecord; here: Spot; clean: boolean }) {
  const go = (group: number) => {
    const first = r.pages("").find((p) => groupOf(r.form, p.node) === group);
    if (first) toPage(first.key, "", here);
  };
  return <><h2 class="hoi h2">{t().sum.groups(segments(r, -1).length)}</h2><Groups r={r} go={go} clean={clean} /></>;
}
