// This device: easy to see, what is only here, how much room, the lock, the language.
import { useEffect, useState } from "preact/hooks";
import { lang, setLang, t, type Lang } from "../i18n";
import { askToPersist, home, lock, now, onlyHere, persisted, user, workspaceName } from "../state/app";
import { look, setLook } from "../state/look";
import { calledBy } from "../state/values";
import { syncState } from "../sync/loop";
import { moment } from "../text/dates";
import { appVersion } from "../version";
import { Icon } from "./icons";
import { Head, Tabs } from "./parts";

export function DevicePage() {
  const w = t();
  const d = w.device;
  const n = onlyHere.value;
  return (
    <>
      <Head h1 title={d.title} sub={d.using(calledBy(user.value))} />
      <main class="t-than" data-screen="device">
        <div class="muc-t"><h2>{d.look}</h2></div>
        <div class="the-t">
          <Three name="size" legend={d.size} value={String(look.value.size)} options={d.sizes.map((l, i) => [String(i), l])} onPick={(v) => setLook({ size: Number(v) })} />
          <Three name="mode" legend={d.screen} value={look.value.mode} options={[["", d.modes[0]!], ["nang", d.modes[1]!]]} onPick={(v) => setLook({ mode: v as "" | "nang" })} />
          <Three name="lang" legend={d.language} value={lang.value} options={[["vi", "Tiếng Việt"], ["en", "English"]]} onPick={(v) => setLang(v as Lang)} />
        </div>
        <div class="muc-t"><h2>{d.data}</h2></div>
        <ul class="ds">
          <li><div class="h"><span class={`dau ${n > 0 ? "cl-nghe" : "cl-la"}`}><Icon name={n > 0 ? "device" : "tick"} /></span><span class="ten"><b data-figure="only-here">{n > 0 ? w.strip.only(n) : d.none}</b><span>{home.value?.lastSync ? w.sync.lastSent(moment(home.value.lastSync)) : w.sync.never}</span></span>
            {n > 0 && <button type="button" class="nut" onClick={() => void now().loop.now()}>{w.strip.send}</button>}</div></li>
          <Room />
          <li><button type="button" class="h" onClick={() => void askToPersist()}><span class={`dau ${persisted.value ? "cl-la" : "cl-nghe"}`}><Icon name="lock" /></span>
            <span class="ten" data-figure="persisted" data-on={persisted.value === true}><b>{persisted.value ? d.persist : d.persistNo}</b><span>{persisted.value ? d.persistOn : d.persistAsk}</span></span></button></li>
        </ul>
        <div class="muc-t"><h2>{d.users}</h2></div>
        <ul class="ds">
          <li><div class="h"><span class="dau mo"><Icon name="person" /></span><span class="ten"><b>{user.value.name}</b><span>{workspaceName.value}</span></span></div></li>
          <li><button type="button" class="h" data-name="lock" onClick={() => void lock()}><span class="dau mo"><Icon name="lock" /></span><span class="ten"><b>{d.lock}</b><span>{d.lockHelp}</span></span><Icon name="right" /></button></li>
        </ul>
        <div class="muc-t"><h2>{d.help}</h2></div>
        <ul class="ds"><li><div class="h"><span class="dau mo"><Icon name="info" /></span><span class="ten"><b>{d.version(appVersion)}</b><span>{clockWord()}</span></span></div></li></ul>
      </main>
      <Tabs />
    </>
  );
}

function clockWord(): string {
  const d = t().device;
  if (syncState.value.at === 0) return d.clockNever;
  const off = Math.round(Math.abs(syncState.value.clockOffset) / 60_000);
  return off >= 2 ? d.clockOff(off) : d.clockOk;
}

function Three(p: { name: string; legend: string; value: string; options: [string, string][]; onPick: (v: string) => void }) {
  return (
    <fieldset class="chon3">
      <legend class="dam">{p.legend}</legend>
      {p.options.map(([v, label]) => (
        <label key={v} class={v === p.value ? "duoc" : ""}><input type="radio" name={p.name} value={v} checked={v === p.value} onChange={() => p.onPick(v)} />{label}</label>
      ))}
    </fieldset>
  );
}

function Room() {
  const d = t().device;
  const [used, setUsed] = useState<number>();
  useEffect(() => void navigator.storage?.estimate?.().then((e) => setUsed(e.usage ?? 0), () => undefined), []);
  if (used === undefined) return null;
  return <li><div class="h"><span class="dau mo"><Icon name="box" /></span><span class="ten"><b>{d.room((used / 1_048_576).toFixed(1).replace(".", ","))}</b><span>{d.roomHelp}</span></span></div></li>;
}
