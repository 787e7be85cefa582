// A forgotten PIN: what the commune must do, the request, the answer, the new PIN.
import { useEffect, useState } from "preact/hooks";
import type { User } from "../engine/calls";
import { t } from "../i18n";
import { askedBefore, askOffice, keyOf, pollOffice, renewPin, type Asked } from "../state/forgot";
import { calledBy } from "../state/values";
import { Call } from "./call";
import { Icon } from "./icons";
import { Head, Notice, Problem } from "./parts";
import { NewPin } from "./pin";
import { Scanner } from "./scanner";

const every = 4000;

export function Forgot({ user, back }: { user: User; back: () => void }) {
  const w = t();
  const f = w.shell.forgot;
  const [asked, setAsked] = useState<Asked>();
  const [raw, setRaw] = useState<Uint8Array>();
  const [at, setAt] = useState<"asking" | "waiting" | "unmet" | "refused">("asking");
  const [bad, setBad] = useState(false);
  useEffect(() => void askedBefore(user.id).then(setAsked, () => undefined), []);

  const take = (answer: Uint8Array | string, a = asked) => a && keyOf(a, answer).then(setRaw, () => setBad(true));
  useEffect(() => {
    if (!asked || raw) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const poll = async () => {
      if (document.visibilityState === "visible") {
        try {
          const got = await pollOffice(asked);
          if (over) return;
          if (got.at === "answered") return void take(got.answer, asked);
          setAt(got.at);
        } catch {
          if (!over) setAt("refused");
        }
      }
      if (!over) timer = setTimeout(() => void poll(), every);
    };
    void poll();
    return () => { over = true; clearTimeout(timer); };
  }, [asked, raw]);

  if (raw) {
    return (
      <main class="t-than pin" data-screen="forgot-new">
        <Notice kind="la">{f.opened}</Notice>
        <NewPin titles={[w.shell.users.newFor(calledBy(user)), w.shell.users.again(calledBy(user))]} hint={w.pin.makeHint} done={(pin) => renewPin(user, raw, pin)} />
      </main>
    );
  }
  return (
    <>
      <Head h1 title={f.title} sub={calledBy(user)} back={back} backLabel={f.back} />
      <main class="t-than" data-screen="forgot" data-state={asked ? at : "ready"}>
        <Notice kind="la">{f.safe}</Notice>
        <Call />
        <ol class="cac-buoc">{f.steps.map((s) => <li key={s}>{s}</li>)}</ol>
        {!asked && <p class="cach"><button type="button" class="nut chinh rong" data-name="ask-office" onClick={() => void askOffice(user.id).then(setAsked)}>{f.ask}</button></p>}
        {asked && (
          <>
            <div class="the-t kiem"><p class="mo">{f.check}</p><p class="so-kiem" data-figure="check">{asked.check}</p><p>{f.checkHelp}</p>
              <p class="mo" role="status">{at === "unmet" ? f.noServer : at === "refused" ? f.refused : at === "waiting" ? `${f.sent} ${f.waiting}` : f.waiting}</p></div>
            {bad && <Problem>{f.bad}</Problem>}
            <ByHand text={asked.text} use={(answer) => { setBad(false); void take(answer); }} />
          </>
        )}
      </main>
    </>
  );
}

/** Without a network: the request as text, the answer scanned or pasted. */
function ByHand(p: { text: string; use: (answer: string) => void }) {
  const f = t().shell.forgot;
  const [answer, setAnswer] = useState("");
  const [scanning, setScanning] = useState(false);
  const [copied, setCopied] = useState(false);
  return (
    <details class="the-t cach bang-tay">
      <summary>{f.byHand}</summary>
      <label class="truong"><span class="dam">{f.request}</span><textarea class="o-nhap nho-hon" readOnly rows={4} data-name="request" value={p.text} /></label>
      <p><button type="button" class="nut phu" onClick={() => void navigator.clipboard?.writeText(p.text).then(() => setCopied(true), () => undefined)}>{copied ? f.copied : f.copy}</button></p>
      <label class="truong"><span class="dam">{f.answer}</span><textarea class="o-nhap nho-hon" rows={4} spellcheck={false} data-name="answer" value={answer} onInput={(e) => setAnswer(e.currentTarget.value)} /></label>
      <p class="hang"><button type="button" class="nut phu" data-name="scan-answer" onClick={() => setScanning(true)}><Icon name="camera" />{t().shell.scan.open}</button>
        <button type="button" class={`nut ${answer.trim() ? "" : "chua"}`} aria-disabled={!answer.trim()} data-name="use-answer" onClick={() => { if (answer.trim()) p.use(answer); }}>{f.use}</button></p>
      {scanning && <Scanner title={f.answer} typed="" onText={(text) => { setScanning(false); p.use(text); }} onCancel={() => setScanning(false)} />}
    </details>
  );
}
