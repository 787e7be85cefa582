// Parts that several screens share: head, tabs, the strip of news, the state mark, messages.
import type { ComponentChildren } from "preact";
import type { State } from "../engine/calls";
import { t, told } from "../i18n";
import { onlyHere, route, type Route } from "../state/app";
import { back, tab, trouble } from "../state/nav";
import { Icon, type IconName } from "./icons";
import { Strip } from "./strip";

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
