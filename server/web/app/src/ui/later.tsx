// Screens whose code is fetched when they are first shown, so that the lock and the list of households start with little.
// The service worker keeps every part; one that still does not come (an update in between) is said in words, and what was
// answered before stays where it is: on disk.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { phase } from "../state/app";
import { back } from "../state/nav";
import { Problem } from "./parts";

const parts: (() => Promise<unknown>)[] = [];

/** Fetches every part while nothing is to be done, one after the other; what fails here is fetched again when shown. */
export async function fetchParts(): Promise<void> {
  for (const load of parts) {
    await new Promise<void>((done) => ("requestIdleCallback" in globalThis ? requestIdleCallback(() => done(), { timeout: 3000 }) : setTimeout(done, 200)));
    await load().catch(() => undefined);
  }
}

/** A component in place of the one that load gives. Once it is there it is drawn like any other. inside: it is not a whole screen. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, inside = false): ComponentType<P> {
  let There: ComponentType<P> | undefined;
  let coming: Promise<void> | undefined;
  const fetchIt = (): Promise<void> =>
    (coming ??= load().then((c) => void (There = c)).finally(() => (coming = undefined)));
  parts.push(() => (There ? Promise.resolve() : fetchIt()));

  return function Later(props: P) {
    const [at, setAt] = useState<"coming" | "there" | "missing" | "still">("coming");
    const again = (worse: "missing" | "still") => {
      setAt("coming");
      fetchIt().then(() => setAt("there"), () => setAt(worse));
    };
    useEffect(() => {
      if (!There) again("missing");
    }, []);
    if (There) return <There {...props} />;
    const w = t().part;
    if (at === "coming" || at === "there") return inside ? <p class="mo" aria-busy="true">{t().loading}</p> : <main class="t-than" aria-busy="true" data-screen="coming" />;
    const words = (
      <>
        <Problem>{w.safe}</Problem>
        <p class="hang cach">
          <button type="button" class="nut" data-name="part-again" onClick={() => again("still")}>{w.again}</button>
          {at === "still" && <button type="button" class="nut" data-name="part-reload" onClick={() => location.reload()}>{w.reload}</button>}
          {!inside && phase.value === "open" && <button type="button" class="nut phu" onClick={back}>{t().back}</button>}
        </p>
      </>
    );
    return inside ? <div data-screen="part-missing">{words}</div> : <main class="t-than dk" data-screen="part-missing"><h1>{w.title}</h1>{words}</main>;
  };
}
