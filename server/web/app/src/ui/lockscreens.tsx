// Screens before anything is open: what can not work, the other window, the PIN.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { calledBy } from "../state/values";
import { begin, lack, onlyHere, phase, tools, tries, tryPin, user } from "../state/app";
import { freeTries, waitLeft } from "../store/pin";
import { Icon, Logo } from "./icons";
import { Problem } from "./parts";

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
  const newer = phase.value === "newer";
  return (
    <main class="t-than dk" data-screen={newer ? "newer" : "elsewhere"}>
      <div class="dk-dau"><Logo /><h1>{newer ? w.newer : w.title}</h1></div>
      {!newer && <p>{w.help}</p>}
      <p>
        {newer ? <button type="button" class="nut chinh" onClick={() => location.reload()}>{w.reload}</button> : (
          <button type="button" class="nut chinh" disabled={busy} onClick={() => { setBusy(true); void begin(tools(), true).finally(() => setBusy(false)); }}>{busy ? w.busy : w.use}</button>
        )}
      </p>
    </main>
  );
}

/** Six dots and a keypad; digits come from the keypad or a keyboard. onDone gets the PIN when it is complete. */
export function PinPad(p: { title: string; hint?: string; problem?: string; busy?: string; off?: boolean; left?: { label: string; act: () => void }; onDone: (pin: string) => void }) {
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
        <h1>{p.title}</h1>
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

export function Lock() {
  const w = t().pin;
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [help, setHelp] = useState(false);
  const [wait, setWait] = useState(0);
  const look = async () => {
    const state = await tries();
    setWait(waitLeft(state, Date.now()));
    return state;
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), 1000);
    return () => clearInterval(timer);
  }, []);
  const attempt = async (pin: string) => {
    setBusy(true);
    setProblem("");
    try {
      const got = await tryPin(pin);
      if (got === "open") return;
      const state = await look();
      setProblem(state.wrong >= freeTries ? w.wrongNow : w.wrong(freeTries - state.wrong));
    } catch {
      setProblem(w.broken);
    } finally {
      setBusy(false);
    }
  };
  const who = calledBy(user.value);
  const blocked = wait > 0 ? `${problem || w.wrongNow} ${w.wait(span(wait))}` : problem;
  return (
    <>
      <main class="t-than pin" data-screen="lock">
        <div class="nguoi-ds"><div class="ng dang"><Icon name="person" /><b>{user.value.name}</b><span>{who}</span></div></div>
        {help && <div class="bao muc"><Icon name="info" /><p>{w.forgotHelp}</p></div>}
        <PinPad title={w.ask(who)} problem={blocked} busy={busy ? w.opening : undefined} off={wait > 0} left={{ label: w.forgot, act: () => setHelp(!help) }} onDone={(pin) => void attempt(pin)} />
      </main>
      <p class="chan"><Icon name="lock" /> {onlyHere.value > 0 ? w.only(onlyHere.value) : w.locked}</p>
    </>
  );
}
