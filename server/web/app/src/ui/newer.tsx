// A draft and a newer version of its form: what moving would change, before it moves.
import { useEffect, useState } from "preact/hooks";
import { Told, type Newer } from "../engine/calls";
import { t, told } from "../i18n";
import { record } from "../state/app";
import { firstSpot, spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { move } from "../state/walk";
import { Icon } from "./icons";
import { Problem } from "./parts";

/** One line where a newer version is here. */
export function NewerStrip({ r }: { r: OpenRecord }) {
  const w = t().visit.version;
  const to = r.opened.newer;
  if (!to) return null;
  return <div class="dai muc ban-moi" role="status" data-name="newer"><span>{w.here(to, r.opened.form.version)}</span><button type="button" class="nut phu" data-name="see-newer" onClick={() => move({ view: "newer", key: spot.value.key, row: spot.value.row, back: spot.value })}>{w.see(to)}</button></div>;
}

export function NewerView({ r }: { r: OpenRecord }) {
  const w = t();
  const v = w.visit.version;
  const [got, setGot] = useState<Newer>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    r.newer().then(setGot, (e: unknown) => setProblem(e instanceof Told ? told(e) : w.failed));
  }, [r]);
  const to = got?.to ?? r.opened.newer ?? 0;
  const from = got?.from ?? r.opened.form.version;
  const stay = () => move(spot.value.back ?? { view: "page", key: spot.value.key, row: spot.value.row });
  const go = async () => {
    try {
      const next = await r.moved();
      record.value = next;
      spot.value = firstSpot(next);
    } catch (e) {
      setProblem(e instanceof Told ? told(e) : w.failed);
    }
  };
  const list = (head: string, items: { key: string; label: string; more?: string }[], name: string) => items.length > 0 && (
    <><h2 class="hoi h2">{head}</h2><ul class="pbs" data-name={name}>{items.map((x) => <li class={`pb ${x.more ? "nghe" : ""}`} key={x.key}><div class="ten"><b>{x.label}</b>{x.more && <span>{x.more}</span>}</div></li>)}</ul></>
  );
  return (
    <>
      <main class="trang cuon tk" tabIndex={0} data-screen="newer">
        <h1 class="hoi">{v.title(to)}</h1>
        <p class="mo">{v.help}</p>
        {problem && <Problem>{problem}</Problem>}
        {got && !got.added?.length && !got.removed?.length && !got.misfits?.length && <p class="cach">{v.nothing}</p>}
        {list(v.misfits(got?.misfits?.length ?? 0), (got?.misfits ?? []).map((x) => ({ key: x.ref, label: x.label, more: `${x.value}: ${w.visit.asBefore.why[x.why]}. ${v.kept}` })), "misfits")}
        {list(v.added(got?.added?.length ?? 0), (got?.added ?? []).map((label, i) => ({ key: String(i), label })), "added")}
        {list(v.removed(got?.removed?.length ?? 0), (got?.removed ?? []).map((label, i) => ({ key: String(i), label })), "removed")}
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" data-name="stay" onClick={stay}>{v.stay(from)}</button>
        <button type="button" class={`nut ${got ? "chinh" : "chua"}`} aria-disabled={!got} data-name="move-version" onClick={() => { if (got) void go(); }}>{v.go(to)}<Icon name="right" /></button>
      </div></footer>
    </>
  );
}
