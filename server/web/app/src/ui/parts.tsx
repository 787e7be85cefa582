// Parts that several screens share: head, tabs, the strip of news, the state mark, messages.
import type { ComponentChildren } from "preact";
import type { State, Told } from "../engine/calls";
import { t, told } from "../i18n";
import { home, onlyHere, persisted, route, stopped, type Route } from "../state/app";
import { back, tab, trouble } from "../state/nav";
import { syncState } from "../sync/loop";
import { clock, moment } from "../text/dates";
import { now } from "../state/app";
import { Icon, type IconName } from "./icons";
import { applyUpdate, updateReady } from "../update";

export function Head(p: { title: string; sub?: string; back?: () => void; backLabel?: string; h1?: boolean; saved?: boolean; children?: ComponentChildren }) {
  const Title = p.h1 ? "h1" : "b";
  return (
    <header class={`t-dau ${p.saved ? "co-luu" : ""}`}>
      {p.back ? (
        <button type="button" class="nut-hinh" aria-label={p.backLabel ?? t().back} data-name="back" onClick={p.back}><Icon name="left" /></button>
      ) : <span class="dem-trai" />}
      <div class="ten"><Title class="dau-b">{p.title}</Title>{p.sub && <span>{p.sub}</span>}</div>
      {p.children}
    </header>
  );
}
export const goBack = back;

const stateColours: Record<State, string> = {
  new: "", draft: "nghe", finished: "nghe", received: "muc", returned: "son", fixed: "muc", approved: "la", changed: "nghe", conflict: "nghe", held: "",
};
export const colourOf = (state: State): string => stateColours[state] ?? "";
export const wordOf = (state: State): string => t().state[state] ?? state;

export function StateMark({ state }: { state: State }) {
  const colour = colourOf(state);
  return <span class={`dau ${colour ? "cl-" + colour : "mo"}`}><Icon name={state as IconName} /></span>;
}
export function StateTag({ state }: { state: State }) {
  return <span class={`the ${colourOf(state)}`} data-state={state}><Icon name={state as IconName} />{wordOf(state)}</span>;
}

export function Problem({ children }: { children: ComponentChildren }) {
  return <p class="loi" role="alert"><Icon name="warn" /><span>{children}</span></p>;
}
export function Notice(p: { kind: "son" | "nghe" | "la" | "muc" | ""; icon?: IconName; children: ComponentChildren }) {
  return <div class={`bao ${p.kind}`}><Icon name={p.icon ?? (p.kind === "la" ? "tick" : p.kind === "muc" ? "info" : "warn")} /><div>{p.children}</div></div>;
}
export function Trouble() {
  return trouble.value ? <Problem>{told(trouble.value) || t().failed}</Problem> : null;
}

export function Tabs() {
  const words = t().tabs;
  const item = (to: Route, icon: IconName, label: string, count?: number) => (
    <button type="button" data-tab={to.at} aria-current={route.value.at === to.at ? "page" : undefined} onClick={() => tab(to)}>
      <Icon name={icon} />{label}{count ? <span class="dem">{count}</span> : null}
    </button>
  );
  return (
    <>
      {route.value.at !== "sync" && <Strip />}
      <nav class="t-tab" aria-label={words.label}>
        {item({ at: "today" }, "calendar", words.today)}
        {item({ at: "find" }, "glass", words.find)}
        {item({ at: "sync" }, "sync", words.sync, onlyHere.value)}
        {item({ at: "device" }, "device", words.device)}
      </nav>
    </>
  );
}

type Line = { kind: "la" | "nghe" | "muc" | "son"; icon: IconName; bold: string; rest?: string; button?: { label: string; act: () => void } };

/** One strip at a time, the gravest. */
export function Strip() {
  const line = gravest();
  return (
    <div role="status" aria-live="polite" class="dai-cho">
      {line && (
        <p class={`dai ${line.kind}`} data-strip={line.kind}>
          <Icon name={line.icon} /><span><b>{line.bold}</b> {line.rest}</span>
          {line.button && <button type="button" class="nut phu" onClick={line.button.act}>{line.button.label}</button>}
        </p>
      )}
    </div>
  );
}

function gravest(): Line | undefined {
  const w = t();
  const s = syncState.value;
  const n = onlyHere.value;
  const send = { label: w.strip.send, act: () => void now().loop.now() };
  if (s.revoked || stopped.value?.code === "revoked") return { kind: "son", icon: "lock", bold: w.strip.revoked, rest: w.strip.revokedHelp };
  const halt: Told | undefined = s.stopped ?? stopped.value;
  if (halt) return { kind: "son", icon: "lock", bold: told(halt) };
  if (s.kind === "unsaved") return { kind: "son", icon: "box", bold: w.strip.unsaved, rest: told(s.told) };
  const days = n > 0 && home.value?.lastSync ? Math.floor((Date.now() - home.value.lastSync) / 86_400_000) : 0;
  if (days >= 3) return { kind: "son", icon: "device", bold: w.strip.old(n, days), rest: w.strip.oldHelp, button: send };
  const off = Math.round(Math.abs(s.clockOffset) / 60_000);
  if (off >= 5) return { kind: "nghe", icon: "calendar", bold: w.strip.clock(off), rest: w.strip.clockHelp };
  if (s.kind === "sending" && n > 0) return { kind: "muc", icon: "sync", bold: w.sync.sending(s.acked, Math.max(n, s.acked)), rest: w.sync.carry };
  if (s.kind === "cut") return { kind: "nghe", icon: "nonet", bold: w.sync.cut(s.acked, n), button: { label: w.sync.again, act: send.act } };
  if (s.kind === "noserver") return { kind: "nghe", icon: "nonet", bold: w.sync.noserver, rest: s.retryAt ? w.sync.retry(clock(s.retryAt)) : w.sync.still, button: { label: w.sync.again, act: send.act } };
  if (s.kind === "refused") return { kind: "nghe", icon: "warn", bold: told(s.told) || w.sync.refused, button: { label: w.sync.again, act: send.act } };
  if (updateReady.value) return { kind: "muc", icon: "info", bold: w.strip.update, rest: w.strip.updateHelp, button: { label: w.strip.updateNow, act: () => void applyUpdate() } };
  if (n > 0) return onlyLine(n, s.kind === "offline" ? w.sync.offline : persisted.value === false ? w.strip.persistNo : home.value?.lastSync ? w.sync.lastSent(moment(home.value.lastSync)) : undefined);
  if (s.kind === "photosleft") return { kind: "nghe", icon: "device", bold: w.sync.photosNext(Math.max(1, s.photosTotal - s.photosSent)), rest: told(s.told), button: { label: w.sync.again, act: send.act } };
  if (s.kind === "offline") return { kind: "nghe", icon: "nonet", bold: w.sync.offline };
  if (s.kind === "done") return { kind: "la", icon: "tick", bold: w.strip.all, rest: w.sync.lastSent(moment(s.at)) };
  return undefined;
}
const onlyLine = (n: number, rest?: string): Line => ({ kind: "nghe", icon: "device", bold: t().strip.only(n), rest });
