// All problems at once, each a tap away and back here; then the groups; then finishing.
import { useEffect, useState } from "preact/hooks";
import { Told, type Problem as Trouble, type Problems } from "../engine/calls";
import { groupOf, splitRef } from "../form/tree";
import { t, told } from "../i18n";
import { finishRecord, spot, type Spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { toPage, toRef } from "../state/walk";
import { Icon } from "./icons";
import { Problem } from "./parts";
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
  }, [r]);
  const problems = found?.problems ?? [];
  const clears = found?.clears ?? [];
  const clean = found !== undefined && problems.length === 0;
  const finish = async () => {
    if (!clean || busy) return;
    setBusy(true);
    setProblem("");
    try {
      const got = await r.finish();
      if (got.unsaved) setProblem(told(got.unsaved));
      else if (got.done) return await finishRecord();
      else setFound(await r.problems());
    } catch (e) {
      setProblem(e instanceof Told ? told(e) : w.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <main class="trang cuon tk" data-screen="summary" data-problems={found ? problems.length : ""}>
        <h1 class="hoi" aria-live="polite">{!found ? w.loading : r.readOnly ? w.sum.title : clean ? w.sum.ok : w.sum.left(problems.length)}</h1>
        <p class="mo">{!found ? "" : r.readOnly ? w.form.readOnly : clean ? w.sum.okHelp : w.sum.help(problems.length)}</p>
        {problem && <Problem>{problem}</Problem>}
        <ul class="pbs">{problems.map((p) => <Line key={p.ref + p.kind} r={r} p={p} here={here} />)}</ul>
        {clears.length > 0 && (
          <>
            <h2 class="hoi h2">{w.sum.clears}</h2>
            <p class="mo">{w.sum.clearsHelp}</p>
            <ul class="pbs">{clears.map((c) => <li class="pb nghe" key={c.ref}><div class="ten"><b>{c.label}</b><span>{c.value}</span></div></li>)}</ul>
          </>
        )}
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
      <div class="ten"><b>{p.label || r.form.nodes[node]?.label}</b><span>{words}</span></div>
      <button type="button" class="nut" data-name="mend" aria-label={`${w.sum.mend}: ${p.label}`} onClick={() => toRef(r, p.ref, here)}>{w.sum.mend}</button>
    </li>
  );
}

function GroupsHead({ r, here, clean }: { r: OpenRecord; here: Spot; clean: boolean }) {
  const go = (group: number) => {
    const first = r.pages("").find((p) => groupOf(r.form, p.node) === group);
    if (first) toPage(first.key, "", here);
  };
  return <><h2 class="hoi h2">{t().sum.groups(r.form.groups.length)}</h2><Groups r={r} go={go} clean={clean} /></>;
}
