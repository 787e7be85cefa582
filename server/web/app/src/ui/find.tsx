// Finding a household: names without marks in any order of words, lanes, phones; members too, with the reason shown.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Summary } from "../engine/calls";
import { t } from "../i18n";
import { home, now, onLock } from "../state/app";
import { fold, matches, pieces } from "../text/find";
import { Icon } from "./icons";
import { Head, Tabs, Trouble } from "./parts";
import { HouseholdRow } from "./today";
import { signal } from "@preact/signals";

const most = 50;
/** With nothing typed the list is there to be scrolled; a tablet holds at most this many. */
const whole = 500;
const typed = signal("");
onLock(() => (typed.value = ""));

/** Members' names and other columns are looked up by the engine; what this list already shows is matched at once. */
export function Find() {
  const w = t().find;
  const all = home.value?.households ?? [];
  const [engine, setEngine] = useState<{ text: string; hits: { case: string; why: string }[] }>({ text: "", hits: [] });
  const field = useRef<HTMLInputElement>(null);
  const text = typed.value;
  useEffect(() => {
    if (fold(text).length < 2) return setEngine({ text: "", hits: [] });
    let stale = false;
    const timer = setTimeout(() => {
      void now().session.run("search", { text: text.normalize("NFC") }).then((got) => { if (!stale) setEngine({ text, hits: got.out.hits ?? [] }); }, () => undefined);
    }, 120);
    return () => { stale = true; clearTimeout(timer); };
  }, [text]);

  const found = hits(all, text, engine.text === text ? engine.hits : []);
  const limit = fold(text) ? most : whole;
  const shown = found.slice(0, limit);
  return (
    <>
      <Head h1 title={w.title} sub={w.have(all.length)} />
      <main class="t-than" data-screen="find">
        <Trouble />
        <div class="o-nhap"><Icon name="glass" />
          <input ref={field} type="text" inputMode="search" aria-label={w.label} placeholder={w.label} data-name="search" value={text} autocomplete="off" spellcheck={false} onInput={(e) => (typed.value = e.currentTarget.value)} />
          {text && <button type="button" class="nut-hinh" aria-label={t().clear} onClick={() => { typed.value = ""; field.current?.focus(); }}><Icon name="cross" /></button>}
        </div>
        <p class="mo dem-hit" role="status">{fold(text) ? (found.length > 0 ? w.hits(found.length) : w.none) : w.all}</p>
        {shown.length > 0 && <ul class="ds">{shown.map(({ s, why }) => <HouseholdRow key={s.case} s={s} title={<Marked text={s.name} typed={text} />} why={why ? <> · <Marked text={why} typed={text} /></> : undefined} />)}</ul>}
        {found.length > limit && <p class="mo dem-hit">{w.cut(found.length - limit)}</p>}
      </main>
      <Tabs />
    </>
  );
}

type Hit = { s: Summary; why: string };

function hits(all: Summary[], text: string, engine: { case: string; why: string }[]): Hit[] {
  if (!fold(text)) return [...all].sort((a, b) => a.name.localeCompare(b.name, "vi")).map((s) => ({ s, why: "" }));
  const digits = text.replace(/\D/g, "");
  const own = all.filter((s) => matches(s.name, text) || matches(`${s.name} ${s.address} ${s.areaLabel}`, text) || (digits.length >= 4 && s.phone.replace(/\D/g, "").includes(digits)));
  const first = own.sort((a, b) => Number(matches(b.name, text)) - Number(matches(a.name, text)) || a.name.localeCompare(b.name, "vi"));
  const seen = new Set(first.map((s) => s.case));
  const byCase = new Map(all.map((s) => [s.case, s]));
  const more = engine.filter((h) => !seen.has(h.case) && byCase.has(h.case)).map((h) => ({ s: byCase.get(h.case)!, why: h.why }));
  return [...first.map((s) => ({ s, why: "" })), ...more];
}

function Marked({ text, typed }: { text: string; typed: string }) {
  return <>{pieces(text, typed).map((p, i) => (p.hit ? <mark key={i}>{p.text}</mark> : p.text))}</>;
}
