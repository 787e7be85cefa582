// This device: easy to see, what is only here, how much room, the lock, the language.
import { useEffect, useState } from "preact/hooks";
import type { User } from "../engine/calls";
import { lang, setLang, t, type Lang } from "../i18n";
import { home, now, onlyHere, user, workspaceName } from "../state/app";
import { lockChoices, lockMinutes, setLockMinutes } from "../state/idle";
import { canInstall, install, standalone } from "../state/install";
import { look, type Look, setLook } from "../state/look";
import { pushBack } from "../state/nav";
import { phone } from "../state/standing";
import { askToPersist, excuse, persisted, stored, tendRoom } from "../state/room";
import { calledBy } from "../state/values";
import { syncState } from "../sync/loop";
import { moment } from "../text/dates";
import { megabytes } from "../text/size";
import { applyUpdate, updateReady } from "../update";
import { appVersion } from "../version";
import { Icon } from "./icons";
import { Head, Tabs } from "./parts";
import { PinPage, Users } from "./userpages";

export function DevicePage() {
  const w = t();
  const d = w.device;
  const n = onlyHere.value;
  const [whose, setWhose] = useState<User>();
  if (whose) return <PinPage whose={whose} />;
  const setPinOf = (u: User) => { setWhose(u); pushBack(() => setWhose(undefined)); };
  return (
    <>
      <Head h1 title={d.title} sub={d.using(calledBy(user.value))} />
      <main class="t-than" data-screen="device">
        <div class="muc-t"><h2>{d.look}</h2></div>
        <div class="the-t">
          <Three name="size" legend={d.size} value={String(look.value.size)} options={d.sizes.map((l, i) => [String(i), l])} onPick={(v) => setLook({ size: Number(v) })} />
          <Three name="mode" legend={d.screen} value={look.value.mode} options={[["", d.modes[0]!], ["nang", d.modes[1]!], ["toi", w.shell.device.dark]]} onPick={(v) => setLook({ mode: v as Look["mode"] })} />
          <Three name="lang" legend={d.language} value={lang.value} options={[["vi", "Tiếng Việt"], ["en", "English"]]} onPick={(v) => setLang(v as Lang)} />
        </div>
        <div class="muc-t"><h2>{d.data}</h2></div>
        <ul class="ds">
          <li><div class="h"><span class={`dau ${n > 0 ? "cl-nghe" : "cl-la"}`}><Icon name={n > 0 ? "device" : "tick"} /></span><span class="ten"><b data-figure="only-here">{n > 0 ? w.strip.only(n) : d.none}</b><span>{home.value?.lastSync ? w.sync.lastSent(moment(home.value.lastSync)) : w.sync.never}</span></span>
            {n > 0 && <button type="button" class="nut" onClick={() => void now().loop.now()}>{w.strip.send}</button>}</div></li>
          <Room />
          <li><button type="button" class="h" onClick={() => void askToPersist()}><span class={`dau ${persisted.value ? "cl-la" : "cl-nghe"}`}><Icon name="lock" /></span>
            <span class="ten" data-figure="persisted" data-on={persisted.value === true}><b>{persisted.value ? d.persist : d.persistNo}</b><span>{persisted.value ? d.persistOn : excuse.value ? w.shell.keepData.stripWhy(excuse.value.reason) : d.persistAsk}</span></span></button></li>
          {!standalone.value && <li>{canInstall.value ? (
            <button type="button" class="h" data-name="install" onClick={() => void install().then(askToPersist)}><span class="dau mo"><Icon name="device" /></span><span class="ten"><b>{w.shell.keepData.install}</b><span>{w.shell.device.notInstalled}</span></span><Icon name="right" /></button>
          ) : <div class="h"><span class="dau mo"><Icon name="device" /></span><span class="ten"><b>{w.shell.device.notInstalled}</b><span>{w.shell.keepData.menu}</span></span></div>}</li>}
        </ul>
        <div class="muc-t"><h2>{d.users}</h2></div>
        <Users open={setPinOf} />
        <div class="the-t cach">
          <Three name="autolock" legend={w.shell.lock.legend} value={String(lockMinutes.value)} options={lockChoices.map((m) => [String(m), w.shell.lock.minutes(m)])} onPick={(v) => setLockMinutes(Number(v))} />
        </div>
        <div class="muc-t"><h2>{d.help}</h2></div>
        <ul class="ds">
          <li><div class="h"><span class="dau mo"><Icon name="phone" /></span><span class="ten"><b>{workspaceName.value}</b><span>{phone.value ? <a href={`tel:${phone.value.replace(/[^+0-9]/g, "")}`} data-name="call">{phone.value}</a> : w.shell.device.callNo}</span></span></div></li>
          <li>{updateReady.value ? (
            <button type="button" class="h" data-name="update" onClick={() => void applyUpdate()}><span class="dau cl-muc"><Icon name="info" /></span><span class="ten"><b>{d.version(appVersion)}</b><span>{w.shell.device.older}</span></span><Icon name="right" /></button>
          ) : <div class="h"><span class="dau mo"><Icon name="info" /></span><span class="ten"><b>{d.version(appVersion)}, {w.shell.device.latest}</b><span>{clockWord()}</span></span></div>}</li>
        </ul>
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

/** Our own count: what browsers tell of free room is made up. */
function Room() {
  const w = t().shell.room;
  useEffect(() => void tendRoom(), []);
  const r = stored.value;
  if (!r) return null;
  return <li><div class="h"><span class="dau mo"><Icon name="box" /></span><span class="ten" data-figure="stored" data-bytes={r.bytes} data-reserve={r.reserve}><b>{w.used(megabytes(r.bytes))}</b><span>{r.reserve > 0 ? w.reserve(megabytes(r.reserve)) : w.none}</span></span></div></li>;
}
