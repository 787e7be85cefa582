// What to do now: returned records, drafts, households not yet visited, how far the village is.
import type { Home, Summary } from "../engine/calls";
import { t } from "../i18n";
import { fresh, home, now, stale, workspaceName } from "../state/app";
import { chosen } from "../state/find";
import { go, kin, leftLast, openRecord, tab } from "../state/nav";
import { computed, signal } from "@preact/signals";
import { longDay, today as dayOf } from "../text/dates";
import { Icon } from "./icons";
import { Notice, StateMark, Tabs, Trouble, colourOf, wordOf } from "./parts";

const shownAtFirst = 12;
const showing = signal(shownAtFirst);

export function Today() {
  const w = t();
  const h = home.value;
  if (!h) return null;
  const todo = undone.value;
  // what the office gave to somebody else is not today's work here, unless it was begun here
  const given = todo.some((s) => s.mine);
  const open = given ? todo.filter((s) => s.mine || s.state !== "new") : todo.filter((s) => !s.given || s.state !== "new");
  const list = open.slice(0, showing.value);
  const nothing = h.households.length === 0;
  return (
    <>
      <header class="t-dau">
        <span class="dem-trai" />
        <div class="ten"><h1 class="dau-b">{longDay(dayOf())}</h1><span>{h.areas.map((a) => a.label).join(", ") || workspaceName.value}{h.round && <i class="chi-to kn"> · {h.round.label}</i>}</span></div>
        {h.round?.ends ? <DaysLeft ends={h.round.ends} /> : null}
      </header>
      <main class="t-than" data-screen="today" data-fresh={fresh.value}>
        <Trouble />
        {leftLast.value && <div role="status" data-name="left-last"><Notice kind="la">{(leftLast.value.done ? w.home.doneLast : w.home.leftLast)(leftLast.value.name)}</Notice></div>}
        {h.returned.length > 0 && <Returned list={h.returned} />}
        {stale.value && <Notice kind="nghe" icon="lock"><b>{w.shell.stale.title}</b><p>{w.shell.stale.help} {nothing ? "" : w.shell.stale.unsent}</p></Notice>}
        {h.reminder && <Notice kind="muc" icon="info"><b>{w.home.says}:</b> {h.reminder.text}</Notice>}
        {nothing && !stale.value && <Empty />}
        {!nothing && !h.form && <Notice kind="nghe">{w.today.noForm}</Notice>}
        {!nothing && (
          <>
            <div class="muc-t"><h2>{given ? w.home.mine(open.length) : w.today.list(open.length)}</h2><button type="button" class="nut tron" onClick={() => tab({ at: "find" })}>{w.today.all}</button></div>
            {open.length === 0 ? <div class="the-t"><p>{w.today.none} <button type="button" class="nut tron" onClick={() => tab({ at: "find" })}>{w.today.all}</button></p></div> : (
              <ul class="ds">{list.map((s) => <HouseholdRow key={s.case} s={s} goOn />)}</ul>
            )}
            {open.length > list.length && <p class="them-nut"><button type="button" class="nut phu" onClick={() => (showing.value += 50)}>{w.today.more(open.length - list.length)}</button></p>}
            {todo.length > open.length && <p class="them-nut"><button type="button" class="nut phu" data-name="others" onClick={() => { chosen.value = "open"; tab({ at: "find" }); }}>{w.home.rest(todo.length - open.length)}</button></p>}
            {h.areas.map((a) => <Village key={a.id} area={a} unsent={h.households.filter((s) => s.area === a.id && s.state === "finished").length} />)}
          </>
        )}
      </main>
      <Tabs />
    </>
  );
}

const order: Record<string, number> = { draft: 0, conflict: 1, new: 2 };
/** What is still to be done, begun ones first; within each the order of the houses stays. */
const undone = computed(() => (home.value?.households ?? []).filter((s) => s.state in order).sort((a, b) => order[a.state]! - order[b.state]!));

function DaysLeft({ ends }: { ends: number }) {
  const w = t().today;
  const days = Math.ceil((ends - Date.now()) / 86_400_000);
  const d = dayOf(new Date(ends));
  return days >= 0 ? <span class="dl"><b>{days}</b> {w.days}<br />{w.ends(`${d.d}/${d.m}`)}</span> : <span class="dl cl-nghe">{w.over}</span>;
}

function Returned({ list }: { list: Summary[] }) {
  return (
    <div class="bao son tra">
      <Icon name="returned" />
      <div>
        <b>{t().today.returned(list.length, kin())}</b>
        <ul>{list.map((s) => (
          <li key={s.case}><button type="button" class="tra-nut" data-case={s.case} data-name="returned" onClick={() => void openRecord(s.case)}>{s.name}{s.note ? `: ${s.note}` : ""}<Icon name="right" /></button></li>
        ))}</ul>
      </div>
    </div>
  );
}

function Empty() {
  const w = t().today;
  return <div class="the-t"><p class="dam">{w.empty}</p><p class="cach"><button type="button" class="nut chinh" onClick={() => { void now().loop.now(); tab({ at: "sync" }); }}><Icon name="sync" />{w.receive}</button></p></div>;
}

/** One household in a list; its name is what is pressed. */
export function HouseholdRow(p: { s: Summary; goOn?: boolean; title?: preact.ComponentChildren; why?: preact.ComponentChildren }) {
  const w = t();
  const { s } = p;
  const facts = [s.address || s.areaLabel, s.members > 0 ? w.people(s.members) : ""].filter(Boolean).join(" · ");
  return (
    <li>
      <button type="button" class="h" data-case={s.case} data-state={s.state} data-name={s.name} onClick={() => go({ at: "household", case: s.case })}>
        <StateMark state={s.state} />
        <span class="ten"><b>{p.title ?? s.name}</b><span><b class={`dd ${colourOf(s.state) ? "cl-" + colourOf(s.state) : ""}`}>{wordOf(s.state)}</b> · {facts}{s.unlisted && <i class="kn"> · {w.home.unlisted}</i>}{p.why}</span></span>
        {p.goOn && s.state === "draft" ? <span class="chi-to gia-nut">{w.today.goOn}</span> : null}
        <Icon name="right" />
      </button>
    </li>
  );
}

function Village({ area, unsent }: { area: Home["areas"][number]; unsent: number }) {
  const w = t().today;
  const n = (k: keyof typeof area.states) => area.states[k] ?? 0;
  const parts: [string, number, string][] = [
    ["la", n("approved"), w.legend.approved],
    ["muc", n("received") + n("fixed") + n("held") + n("changed") + n("conflict"), w.legend.sent],
    ["nghe", Math.max(n("finished"), unsent), w.legend.here],
    ["son", n("returned"), w.legend.returned],
  ];
  const done = parts[0]![1] + parts[1]![1] + parts[2]![1];
  const rest = Math.max(0, area.total - done - n("returned"));
  return (
    <div class="the-t thon-t">
      <div class="thon-dau"><h2>{w.village(area.label, done, area.total)}</h2></div>
      <div class="thanh" role="img" aria-label={[...parts, ["", rest, w.legend.open] as const].map(([, k, l]) => `${k} ${l}`).join(", ")}>
        {parts.map(([c, k]) => (k > 0 ? <i key={c} class={`mau-${c}`} style={{ flex: k }} /> : null))}<i style={{ flex: Math.max(rest, 0.001) }} />
      </div>
      <ul class="chu-giai">{parts.filter(([, k]) => k > 0).map(([c, k, l]) => <li key={c}><i class={`mau-${c}`} />{k} {l}</li>)}<li><i class="r" />{rest} {w.legend.open}</li></ul>
    </div>
  );
}
