// Typing a PIN: the keypad with its dots, asking for one that is set, setting a new one.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Told } from "../engine/calls";
import { t, told } from "../i18n";
import { tries } from "../state/users";
import { freeTries, pinProblem, type Tries, waitLeft } from "../store/pin";
import { Problem } from "./parts";

/** Six dots and a keypad; digits come from the keypad or a keyboard. onDone gets the PIN when it is complete. under: the page has a heading already. */
export function PinPad(p: { title: string; under?: boolean; hint?: string; problem?: string; busy?: string; off?: boolean; left?: { label: string; act: () => void }; onDone: (pin: string) => void }) {
  const w = t().pin;
  const [pin, setPin] = useState("");
  const press = useRef((_key: string) => {});
  press.current = (key) => {
    if (p.busy || p.off) return;
    if (key === "Backspace") return setPin((was) => was.slice(0, -1));
    if (!/^[0-9]$/.test(key) || pin.length >= 6) return;
    const next = pin + key;
    setPin(next);
    if (next.length === 6) {
      setTimeout(() => { setPin(""); p.onDone(next); }, 60);
    }
  };
  useLayoutEffect(() => {
    const onKey = (e: KeyboardEvent) => { if (!e.ctrlKey && !e.altKey && !e.metaKey) press.current(e.key); };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const shown = p.busy ? 6 : pin.length;
  return (
    <>
      <div class="giua">
        {p.under ? <h2>{p.title}</h2> : <h1>{p.title}</h1>}
        {p.hint && <p class="mo">{p.hint}</p>}
        <div class="cham" role="img" aria-label={w.typed(shown)}>{[0, 1, 2, 3, 4, 5].map((i) => <i key={i} class={i < shown ? "co" : ""} />)}</div>
        <div class="cho-loi" aria-live="polite">{p.busy ? <p class="mo">{p.busy}</p> : p.problem ? <Problem>{p.problem}</Problem> : null}</div>
      </div>
      <div class="phim-so ba" role="group" aria-label={t().form.keypad}>
        {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((k) => <button type="button" key={k} data-key={k} onClick={() => press.current(k)}>{k}</button>)}
        {p.left ? <button type="button" class="chu" onClick={p.left.act}>{p.left.label}</button> : <span />}
        <button type="button" data-key="0" onClick={() => press.current("0")}>0</button>
        <button type="button" class="chu" data-key="del" onClick={() => press.current("Backspace")}>{w.wipe}</button>
      </div>
    </>
  );
}

const span = (ms: number): string => (ms > 90_000 ? t().minutes(Math.ceil(ms / 60_000)) : t().seconds(Math.ceil(ms / 1000)));

/** How long is left to wait, refreshed each second, and how many wrong tries there were. */
function useTries(user: string): { wait: number; look: () => Promise<Tries> } {
  const [wait, setWait] = useState(0);
  const look = async () => {
    const state = await tries(user);
    setWait(waitLeft(state, Date.now()));
    return state;
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), 1000);
    return () => clearInterval(timer);
  }, [user]);
  return { wait, look };
}

/** Asks for the PIN of somebody who has one here. attempt says whether it opened; wrong ones make the next try wait. */
export function AskPin(p: { user: string; title: string; under?: boolean; hint?: string; left?: { label: string; act: () => void }; attempt: (pin: string) => Promise<"wrong" | "wait" | "done"> }) {
  const w = t().pin;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const { wait, look } = useTries(p.user);
  useEffect(() => setProblem(""), [p.user]);
  const attempt = async (pin: string) => {
    setBusy(true);
    setProblem("");
    try {
      if ((await p.attempt(pin)) === "done") return;
      const state = await look();
      setProblem(state.wrong >= freeTries ? w.wrongNow : w.wrong(freeTries - state.wrong));
    } catch (e) {
      setProblem(e instanceof Told ? told(e) : w.broken);
    } finally {
      setBusy(false);
    }
  };
  const blocked = wait > 0 ? `${problem || w.wrongNow} ${w.wait(span(wait))}` : problem;
  return <PinPad key={p.user} under={p.under} title={p.title} hint={p.hint} problem={blocked} busy={busy ? w.opening : undefined} off={wait > 0} left={p.left} onDone={(pin) => void attempt(pin)} />;
}

/** A new PIN, typed twice; easy ones are refused. done rejects with words when it could not be set. */
export function NewPin(p: { titles: [string, string]; under?: boolean; hint: string; left?: { label: string; act: () => void }; screen?: (name: string) => void; done: (pin: string) => Promise<void> }) {
  const w = t();
  const [first, setFirst] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const take = async (pin: string) => {
    setProblem("");
    if (!first) return pinProblem(pin) ? setProblem(w.pin.easy) : setFirst(pin);
    if (pin !== first) {
      setFirst("");
      return setProblem(w.pin.differ);
    }
    setBusy(true);
    try {
      await p.done(pin);
    } catch (e) {
      setFirst("");
      setProblem(e instanceof Told ? told(e) : w.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="pin-hai" data-screen={first ? "pin-again" : "pin-new"}>
      <PinPad key={first ? "again" : "new"} under={p.under} title={p.titles[first ? 1 : 0]} hint={p.hint} problem={problem} busy={busy ? w.keep : undefined} left={p.left} onDone={(pin) => void take(pin)} />
    </div>
  );
}
