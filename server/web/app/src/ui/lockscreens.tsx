// Screens before anything is open: what can not work, the other window, the PIN.
import { useState } from "preact/hooks";
import { t, told } from "../i18n";
import { begin, erased, fault, lack, onlyHere, phase, tryPin } from "../state/app";
import { tools } from "../state/own";
import { chosen, people } from "../state/users";
import { calledBy } from "../state/values";
import { receiptSent } from "../state/wipe";
import { Icon, Logo } from "./icons";
import { later } from "./later";
import { Notice, Problem } from "./parts";
import { AskPin } from "./pin";
import { waits } from "../state/standing";
import { moment } from "../text/dates";
import { Call } from "./call";

const Forgot = later(() => import("./forgot").then((m) => m.Forgot));

export function Cannot() {
  const w = t().cannot;
  const why = lack.value;
  return (
    <main class="t-than dk" data-screen="cannot">
      <div class="dk-dau"><Logo /><h1>{w.title}</h1></div>
      {why?.why === "insecure" && <><p>{w.insecure}</p><p class="dam">{w.insecureDo}</p></>}
      {why?.why === "old" && <><p>{w.old}<b>{why.missing}</b>.</p><p class="dam">{w.oldDo}</p></>}
      {why?.why === "storage" && <><p>{w.storage}</p><p class="dam">{w.storageDo}</p></>}
    </main>
  );
}

export function Elsewhere() {
  const w = t().other;
  const [busy, setBusy] = useState(false);
  const broken = phase.value === "broken";
  const newer = broken || phase.value === "newer";
  return (
    <main class="t-than dk" data-screen={newer ? "newer" : "elsewhere"}>
      <div class="dk-dau"><Logo /><h1>{broken ? (erased.value ? t().shell.erased.title : t().shell.room.broken) : newer ? w.newer : w.title}</h1></div>
      {!newer && <p>{w.help}</p>}
      {broken && erased.value && <p>{t().shell.erased.help}</p>}
      {broken && <Call />}
      <p>
        {newer ? <button type="button" class="nut chinh" onClick={() => location.reload()}>{w.reload}</button> : (
          <button type="button" class="nut chinh" disabled={busy} onClick={() => { setBusy(true); void begin(tools(), true).finally(() => setBusy(false)); }}>{busy ? w.busy : w.use}</button>
        )}
      </p>
    </main>
  );
}

/** After the commune's order: nothing is left; whether it knows. */
export function Wiped() {
  const w = t().shell.wiped;
  const sent = receiptSent.value;
  return (
    <main class="t-than dk" data-screen="wiped" data-sent={sent === true}>
      <div class="dk-dau"><Logo /><h1>{sent === undefined ? w.doing : w.title}</h1></div>
      {sent !== undefined && <p>{onlyHere.value > 0 ? w.lost(onlyHere.value) : w.help}</p>}
      {sent !== undefined && <Notice kind={sent ? "la" : "nghe"}>{sent ? w.sent : w.unsent}</Notice>}
      {sent && <p><button type="button" class="nut phu" onClick={() => location.reload()}>{w.again}</button></p>}
    </main>
  );
}

export function Lock() {
  const w = t().pin;
  const [forgot, setForgot] = useState(false);
  const who = people.value.find((p) => p.id === chosen.value);
  if (!who) return null;
  if (forgot) return <Forgot user={who} back={() => setForgot(false)} />;
  return (
    <>
      <main class="t-than pin" data-screen="lock">
        <div class="nguoi-ds" role="group" aria-label={t().shell.users.who}>{people.value.map((p) => (
          <button type="button" key={p.id} class={`ng ${p.id === who.id ? "dang" : ""}`} aria-pressed={p.id === who.id} data-user={p.id} onClick={() => (chosen.value = p.id)}><Icon name="person" /><b>{p.name}</b><span>{calledBy(p)}</span></button>
        ))}</div>
        {fault.value && <Problem>{told(fault.value)}</Problem>}
        {waits.value && <div data-name="wipe-waits"><Notice kind="son" icon="warn"><b>{t().shell.wiped.ordered}</b> {t().shell.wiped.waits(onlyHere.value, moment(waits.value.until))}</Notice></div>}
        <AskPin user={who.id} title={w.ask(calledBy(who))} left={{ label: w.forgot, act: () => setForgot(true) }}
          attempt={async (pin) => { const got = await tryPin(who.id, pin); return got === "open" ? "done" : got; }} />
      </main>
      <p class="chan"><Icon name="lock" /> {onlyHere.value > 0 ? w.only(onlyHere.value) : w.locked}</p>
      <Call class="chan" />
    </>
  );
}
