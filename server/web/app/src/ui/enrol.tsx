// First time: the code of the commune, the PIN twice, the households.
import { useEffect, useRef, useState } from "preact/hooks";
import { Told } from "../engine/calls";
import { t, told } from "../i18n";
import { erased, home, joining, now, phase } from "../state/app";
import { join, settle, type Joined } from "../state/enrol";
import { canInstall, install, standalone } from "../state/install";
import { askToPersist, persisted } from "../state/room";
import { syncState } from "../sync/loop";
import { Icon, Logo } from "./icons";
import { NewPin } from "./pin";
import { Notice, Problem } from "./parts";
import { Scanner } from "./scanner";

const strange = /[^2-9A-HJ-NP-Z]/;
const cleaned = (text: string) => text.toUpperCase().replace(/[\s–-]/g, "");

/** The code of the office's link ("https://…/app/#code=ABCDEFGH") or of bare text; "" when there is none. */
export function codeIn(text: string): string {
  const m = /[#&]code=([^&\s]+)/.exec(text);
  const code = cleaned(m ? m[1]! : text.trim());
  return /^[2-9A-HJ-NP-Z]{8}$/.test(code) ? code : "";
}

/** The code of the address the app was opened with; removed from it at once. */
function codeOfLink(): string {
  const code = location.hash.includes("code=") ? codeIn(location.hash) : "";
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

export function Enrol() {
  const w = t();
  const [code, setCode] = useState(codeOfLink);
  const [device, setDevice] = useState("");
  const [busy, setBusy] = useState(false);
  const [help, setHelp] = useState(false);
  const [problem, setProblem] = useState("");
  const [joined, setJoined] = useState<Joined>();
  const [asking, setAsking] = useState(false);
  const [excuse, setExcuse] = useState("");
  const [scanning, setScanning] = useState(false);
  const scanned = (text: string) => {
    const found = codeIn(text);
    setScanning(false);
    setProblem(found ? "" : w.shell.scan.notCode);
    if (found) setCode(found);
  };
  const bad = strange.test(code);
  const ready = code.length === 8 && !bad;

  const go = async (reason = excuse) => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem("");
    try {
      // asked before anything arrives: the commune's person who is here decides whether to go on without the promise
      if (!(await askToPersist()) && !reason) return setAsking(true);
      setJoined(await join(code, device.trim().normalize("NFC") || w.enrol.deviceDefault, persisted.value ? "" : reason));
    } catch (e) {
      const why = e instanceof Told ? e : undefined;
      setProblem(why?.code === "noserver" ? w.enrol.noServer : why?.code === "notours" || !why ? w.enrol.notOurs : told(why));
    } finally {
      setBusy(false);
    }
  };
  if (joined) return <FirstPin joined={joined} excuse={persisted.value ? "" : excuse} />;
  if (asking) return <KeepData agreed={(reason) => { setExcuse(reason); setAsking(false); void go(reason); }} />;
  return (
    <>
      <main class="t-than dk" data-screen="enrol">
        <div class="dk-dau"><Logo /><div><p class="ten-app">{w.name}</p><p class="mo">{w.motto}</p></div></div>
        <Steps at={0} />
        {erased.value && <Notice kind="son"><b>{w.shell.erased.title}</b> {w.shell.erased.help}</Notice>}
        <h1 class="hoi">{w.enrol.title}</h1>
        <button type="button" class="nut quet-nut" data-name="scan" onClick={() => { setProblem(""); setScanning(true); }}><Icon name="camera" />{w.shell.scan.open}</button>
        {scanning && <Scanner title={w.shell.scan.title} hint={w.shell.scan.help} typed="" onText={scanned} onCancel={() => setScanning(false)} />}
        <p class="hoac"><span>{w.shell.scan.or}</span></p>
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

/** After joining: the PIN; the households come only then. */
function FirstPin({ joined, excuse }: { joined: Joined; excuse: string }) {
  const w = t();
  const done = async (pin: string) => {
    joining.value = true;
    try {
      await settle(joined, pin, excuse);
    } catch (e) {
      joining.value = false;
      throw e;
    }
  };
  return (
    <main class="t-than pin">
      <Steps at={1} />
      <Notice kind="la">{w.enrol.workspace(joined.workspaceName)}</Notice>
      <NewPin titles={[w.pin.make, w.pin.again]} hint={w.pin.makeHint} done={done} />
    </main>
  );
}

/** The browser may delete what it stores: said before anything is there, with what helps. Going on needs a reason. */
function KeepData(p: { agreed: (reason: string) => void }) {
  const w = t().shell.keepData;
  const [reason, setReason] = useState("");
  const clean = reason.normalize("NFC").replace(/\s+/g, " ").trim();
  const ready = [...clean].filter((c) => /\p{L}/u.test(c)).length >= 5;
  return (
    <>
      <main class="t-than dk" data-screen="persist">
        <Steps at={0} />
        <h1 class="hoi">{persisted.value ? w.granted : w.title}</h1>
        {!persisted.value && <p>{w.why}</p>}
        <p>{w.how}</p>
        {!canInstall.value && !standalone.value && <p class="mo">{w.menu}</p>}
        <div class="hang xep">
          {canInstall.value && <button type="button" class="nut" data-name="install" onClick={() => void install().then(askToPersist)}>{w.install}</button>}
          <button type="button" class="nut phu" data-name="persist-again" onClick={() => void askToPersist()}>{w.again}</button>
        </div>
        <form class="truong" onSubmit={(e) => { e.preventDefault(); if (ready) p.agreed(clean); }}>
          <label class="dam" for="ly-do">{w.reason}</label>
          <textarea id="ly-do" class="o-nhap nho-hon" data-name="persist-reason" maxLength={200} rows={2} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
          <p class="mo">{w.reasonHint}</p>
        </form>
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class={`nut ${ready ? "chinh" : "chua"} chinh-rong`} aria-disabled={!ready} data-name="persist-go" onClick={() => { if (ready) p.agreed(clean); }}>{ready ? w.go : w.need}</button>
      </div></footer>
    </>
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
      </main>
      <footer class="t-day"><div class="t-nav">
        {failed && <button type="button" class="nut phu" onClick={() => void now().loop.now()}>{w.enrol.receiveAgain}</button>}
        <button type="button" class={`nut ${busy ? "chua" : "chinh"} chinh-rong`} aria-disabled={busy} data-name="start" onClick={() => { if (!busy) joining.value = false; }}>{w.enrol.start}</button>
      </div></footer>
    </>
  );
}
