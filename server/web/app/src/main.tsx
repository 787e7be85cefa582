import { effect } from "@preact/signals";
import { render } from "preact";
import type { Engine } from "./engine/calls";
import { startEngine } from "./engine/client";
import { lang } from "./i18n";
import { begin, phase } from "./state/app";
import { watchIdle } from "./state/idle";
import { watchInstall } from "./state/install";
import { watchStanding } from "./state/standing";
import { apply } from "./state/look";
import { diskReserve } from "./store/reserve";
import { readyToStretch, stretchInWorker } from "./store/kdf";
import "./styles/tokens.css";
import "./styles/app.css";
import "./styles/screens.css";
import "./styles/widgets.css";
import "./styles/visit.css";
import "./styles/home.css";
import { App } from "./ui/app";
import { fetchParts } from "./ui/later";
import { registerServiceWorker } from "./update";

document.documentElement.lang = lang.value;
apply();
watchIdle();
watchInstall();
watchStanding();
render(<App />, document.getElementById("app")!);
// before the first record is opened every part is in memory, so that an update in between can take none away
effect(() => {
  if (phase.value === "open") void fetchParts();
});
// while a PIN is typed the engine already starts
let spare: Engine | undefined;
effect(() => {
  if (phase.value !== "locked") return;
  // after the keypad has been drawn: a worker costs the page a while to start
  requestAnimationFrame(() => setTimeout(() => {
    if (phase.value !== "locked") return;
    readyToStretch();
    spare ??= startEngine();
  }));
});
const engine = (): Engine => {
  const ready = spare ?? startEngine();
  spare = undefined;
  return ready;
};
void begin({ engine, stretch: stretchInWorker, reserve: diskReserve }).finally(registerServiceWorker);
