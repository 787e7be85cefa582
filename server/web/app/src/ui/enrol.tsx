// First time: the code of the commune, the PIN twice, the households.
import { useEffect, useRef, useState } from "preact/hooks";
import { Told } from "../engine/calls";
import { t, told } from "../i18n";
import { home, now, persisted, phase, askToPersist } from "../state/app";
import { join, settle, type Joined } from "../state/enrol";
import { pinProblem } from "../store/pin";
import { signal } from "@preact/signals";
import { syncState } from "../sync/loop";
import { Logo } from "./icons";
import { PinPad } from "./lockscreens";
import { Notice, Problem } from "./parts";

/** True from joining until the person has seen the households arrive: the app is open, this screen still shows. */
export const joining = signal(false);

const strange = /[^2-9A-HJ-NP-Z]/;
const cleaned = (text: string) => text.toUpperCase().replace(/[\s–-]/g, "");

/** "#code=ABCDEFGH" of a link; removed from the address at once. */
function codeOfLink(): string {
  const m = /[#&]code=([^&]+)/.exec(location.hash);
  if (!m) return "";
  history.replaceState(null, "", location.pathname);
  return cleaned(decodeURIComponent(m[1]!)).slice(0, 8);
}

export function Enrol() {
  const w = t();
  const [code, setCode] = useState(codeOfLink);
  const [device, setDevice] = useState("");
  const [busy, setBusy] = useState(false);
  const [help, setHelp] = useState(false);
  const [problem, setProblem] = useState("");
  const [joined, setJoined] = useState<Joined>();
  const bad = strange.test(code);
  const ready = code.length === 8 && !bad;

  const go = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem("");
    try {
      setJoined(await join(code, device.trim().normalize("NFC") || w.enrol.deviceDefault));
    } catch (e) {
      const why = e instanceof Told ? e : undefined;
      setProblem(why?.code === "noserver" ? w.enrol.noServer : why?.code === "notours" || !why ? w.enrol.notOurs : told(why));
    } finally {
      setBusy(false);
    }
  };
  if (joined) return <FirstPin joined={joined} />;
  return (
    <>
      <main class="t-than dk" data-screen="enrol">
        <div class="dk-dau"><Logo /><div><p class="ten-app">{w.name}</p><p class="mo">{w.motto}</p></div></div>
        <Steps at={0} />
        <h1 class="hoi">{w.enrol.title}</h1>
        <form onSubmit={(e) => { e.preventDefault(); void go(); }}>
          <CodeBoxes code={code} onCode={(c) => { setCode(c); setProblem(""); }} />
          <p class="mo duoi-o">{w.enrol.hint}</p>
          {bad && <Problem>{w.enrol.unknownChar}</Problem>}
          {problem && <Problem>{problem}</Problem>}
          <div class="truong ten-may">
            <label class="dam" for="ten-may">{w.enrol.device} <span class="mo">({w.form.optional})</span></label>
            <input id="ten-may" class="o-nhap nho-hon" data-name="device" value={device} maxLength={40} autocomplete="off" onInput={(e) => setDevice(e.currentTarget.value)} />
            <p class="mo">{w.enrol.deviceHint}</p>
          </div>
          <button type="submit" class="an" tabIndex={-1} aria-hidden="true">{w.enrol.go}</button>
        </form>
        {help && <Notice kind="muc">{w.enrol.noCodeHelp}</Notice>}
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class="nut phu" onClick={() => setHelp(!help)}>{w.enrol.noCode}</button>
        <button type="button" class={`nut ${ready ? "chinh" : "chua"} chinh-rong`} aria-disabled={!ready || busy} data-name="join" onClick={() => void go()}>{busy ? w.enrol.busy : ready ? w.enrol.go : w.enrol.notYet}</button>
      </div></footer>
    </>
  );
}

function Steps({ at }: { at: number }) {
  return <ol class="buoc">{t().enrol.steps.map((step, i) => <li key={step} class={i === at ? "dang" : ""} aria-current={i === at ? "step" : undefined}><b>{i + 1}</b>{step}</li>)}</ol>;
}

/** One real text field under eight boxes that show its letters. */
function CodeBoxes({ code, onCode }: { code: string; onCode: (code: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [focus, setFocus] = useState(false);
  useEffect(() => field.current?.focus(), []);
  const box = (i: number) => <i key={i} class={focus && i === Math.min(code.length, 7) ? "con" : ""}>{code[i] ?? ""}</i>;
  return (
    <div class="truong ma">
      <label class="dam" for="ma">{t().enrol.label}</label>
      <div class="ma-cho">
        <div class="ma-o" aria-hidden="true">{[0, 1, 2, 3].map(box)}<em>–</em>{[4, 5, 6, 7].map(box)}</div>
        <input ref={field} id="ma" data-name="code" value={code} maxLength={12} autocomplete="off" autocapitalize="characters" spellcheck={false}
          onInput={(e) => onCode(cleaned(e.currentTarget.value).slice(0, 8))} onFocus={() => setFocus(true)} onBlur={() => setFocus(false)} />
      </div>
    </div>
  );
}

function FirstPin({ joined }: { joined: Joined }) {
  const w = t();
  const [first, setFirst] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const done = async (pin: string) => {
    setProblem("");
    if (!first) {
      if (pinProblem(pin)) return setProblem(w.pin.easy);
      return setFirst(pin);
    }
    if (pin !== first) {
      setFirst("");
      return setProblem(w.pin.differ);
    }
    setBusy(true);
    joining.value = true;
    try {
      await settle(joined, pin);
      await askToPersist();
    } catch (e) {
      joining.value = false;
      setFirst("");
      setProblem(e instanceof Told ? told(e) : w.failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="t-than pin" data-screen={first ? "pin-again" : "pin-new"}>
      <Steps at={1} />
      <Notice kind="la">{w.enrol.workspace(joined.workspaceName)}</Notice>
      <PinPad key={first ? "again" : "new"} title={first ? w.pin.again : w.pin.make} hint={w.pin.makeHint} problem={problem} busy={busy ? w.keep : undefined} onDone={(pin) => void done(pin)} />
    </main>
  );
}

/** Third step: the households arrive. */
export function Arriving() {
  const w = t();
  const s = syncState.value;
  const n = home.value?.households.length ?? 0;
  const busy = s.kind === "sending" || s.kind === "idle";
  const failed = !busy && s.kind !== "photos" && s.kind !== "done";
  if (phase.value !== "open") return null;
  return (
    <>
      <main class="t-than dk" data-screen="arriving">
        <div class="dk-dau"><Logo /><div><p class="ten-app">{w.name}</p><p class="mo">{w.motto}</p></div></div>
        <Steps at={2} />
        <h1 class="hoi" aria-live="polite">{busy ? w.enrol.receiving : failed ? w.enrol.receiveFailed : w.enrol.received(n)}</h1>
        {failed && <Problem>{told(s.told) || (s.kind === "offline" ? w.sync.offline : w.sync.noserver)}</Problem>}
        {!busy && !failed && <p>{w.enrol.receivedHelp}</p>}
        {persisted.value === false && <Notice kind="nghe">{w.enrol.persistNo}</Notice>}
      </main>
      <footer class="t-day"><div class="t-nav">
        {failed && <button type="button" class="nut phu" onClick={() => void now().loop.now()}>{w.enrol.receiveAgain}</button>}
        <button type="button" class={`nut ${busy ? "chua" : "chinh"} chinh-rong`} aria-disabled={busy} data-name="start" onClick={() => { if (!busy) joining.value = false; }}>{w.enrol.start}</button>
      </div></footer>
    </>
  );
}
