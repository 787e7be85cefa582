// Finding a household: names without marks in any order of words, lanes, numbers, phones; members too, with the reason
// shown. By village and state; by the code on the house; and the way to a household that no list has.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { home } from "../state/app";
import { type Chosen, answer, chosen, counts, found, look, typed, village } from "../state/find";
import { go } from "../state/nav";
import { pieces } from "../text/find";
import { caseOfLabel } from "../text/label";
import { Icon } from "./icons";
import { beginNew } from "./newhouse";
import { Head, Problem, Tabs, Trouble } from "./parts";
import { Scanner } from "./scanner";
import { HouseholdRow } from "./today";

const most = 50;
/** With nothing typed the list is there to be scrolled: a screen of it at once, the rest while nothing else is to be done. */
const whole = 500;
const atOnce = 20;
const step = 60;
const order: Chosen[] = ["all", "mine", "open", "draft", "here", "sent", "returned", "approved"];

export function Find() {
  const w = t().find;
  const h = t().home;
  const field = useRef<HTMLInputElement>(null);
  const [scanning, setScanning] = useState(false);
  const [problem, setProblem] = useState("");
  const text = typed.value;
  const searching = answer.value !== undefined;
  const hits = found.value;
  const limit = searching ? most : whole;
  const drawn = useGrowing(`${answer.value?.text ?? ""}|${village.value}|${chosen.value}`, hits.length, limit);
  const areas = home.value?.areas ?? [];

  function seen(code: string) {
    setScanning(false);
    const id = caseOfLabel(code);
    if (!id) return setProblem(h.notLabel);
    if (!home.value?.households.some((s) => s.case === id)) return setProblem(h.notHere);
    setProblem("");
    go({ at: "household", case: id });
  }
  return (
    <>
      <Head h1 title={w.title} sub={w.have(home.value?.households.length ?? 0)}><button type="button" class="nut phu" data-name="scan-house" onClick={() => setScanning(true)}><Icon name="scan" />{h.scan}</button></Head>
      <main class="t-than" data-screen="find" data-found={answer.value?.text ?? ""} data-drawn={drawn >= Math.min(limit, hits.length)}>
        <Trouble />
        {problem && <Problem>{problem}</Problem>}
        <div class="o-nhap"><Icon name="glass" />
          <input ref={field} type="text" inputMode="search" aria-label={w.label} placeholder={w.label} data-name="search" value={text} autocomplete="off" spellcheck={false} onInput={(e) => void look(e.currentTarget.value)} />
          {text && <button type="button" class="nut-hinh" aria-label={t().clear} onClick={() => { void look(""); field.current?.focus(); }}><Icon name="cross" /></button>}
        </div>
        {areas.length > 1 && <Chips label={h.filter.village!} of={[["", h.filter.allVillages!], ...areas.map((a): [string, string] => [a.id, a.label])]} value={village.value} set={(v) => (village.value = v)} name="village" />}
        <Chips label={h.filter.state!} of={order.filter((c) => c === "all" || c === chosen.value || counts.value[c] > 0).map((c) => [c, h.filter[c]!, counts.value[c]])} value={chosen.value} set={(c) => (chosen.value = c as Chosen)} name="state" />
        <p class="mo dem-hit" role="status">{hits.length > 0 ? (searching ? w.hits(hits.length) : w.all) : w.none}</p>
        {hits.length > 0 && <ul class="ds">{hits.slice(0, drawn).map(({ s, why }) => <HouseholdRow key={s.case} s={s} title={<Marked text={s.name} typed={text} />} why={why ? <> · <Marked text={why} typed={text} /></> : undefined} />)}</ul>}
        {hits.length > limit && <p class="mo dem-hit">{w.cut(hits.length - limit)}</p>}
        {home.value?.form && <p class="them-nut"><span class="mo">{searching ? h.none : ""}</span><button type="button" class="nut phu" data-name="new-house" onClick={beginNew}><Icon name="plus" />{h.begin}</button></p>}
      </main>
      <Tabs />
      {scanning && <Scanner onText={seen} onCancel={() => setScanning(false)} title={h.scanTitle} hint={h.scanHint} typed="" />}
    </>
  );
}

/** How many of a list are drawn: few at first, more at each idle moment until the limit, from the start again when another list is asked for. */
function useGrowing(list: string, length: number, limit: number): number {
  const [seen, setSeen] = useState({ list, n: atOnce });
  const n = seen.list === list ? seen.n : atOnce;
  const all = Math.min(limit, length);
  useEffect(() => {
    if (n >= all) return;
    const more = () => setSeen({ list, n: n + step });
    if (!("requestIdleCallback" in globalThis)) return void setTimeout(more);
    const wait = requestIdleCallback(more, { timeout: 500 });
    return () => cancelIdleCallback(wait);
  }, [list, n, all]);
  return Math.min(n, all);
}

function Chips(p: { label: string; of: [string, string, number?][]; value: string; set: (v: string) => void; name: string }) {
  return (
    <div class="loc-hang" role="group" aria-label={p.label}>
      {p.of.map(([v, label, n]) => <button key={v} type="button" class="loc-nut" aria-pressed={p.value === v} data-filter={`${p.name}:${v}`} onClick={() => p.set(v)}>{label}{n !== undefined && <span class="n">{n}</span>}</button>)}
    </div>
  );
}

function Marked({ text, typed }: { text: string; typed: string }) {
  return <>{pieces(text, typed).map((p, i) => (p.hit ? <mark key={i}>{p.text}</mark> : p.text))}</>;
}
