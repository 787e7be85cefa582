// The camera over the whole screen until it has seen a code. Without a camera the code is typed.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { type Format, NoCamera, scan } from "../scan";
import { back, pushBack } from "../state/nav";
import { Icon } from "./icons";
import { Problem } from "./parts";

type Props = {
  /** The text of the code that was seen, or typed where typing is allowed. */
  onText: (text: string) => void;
  onCancel: () => void;
  formats?: Format[];
  title?: string;
  hint?: string;
  /** Label of the field for typing instead; "" = what is scanned can not be typed, the reason is said and one goes back. */
  typed?: string;
};

/** Covers the screen from the moment it is drawn. Exactly one of onText and onCancel is called, once; the back button cancels. */
export function Scanner({ onText, onCancel, formats = ["qr_code"], title, hint, typed }: Props) {
  const w = t().fields.scan;
  const box = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const seen = useRef<string | undefined>(undefined);
  const [lack, setLack] = useState<"denied" | "absent" | "failed">();
  const [text, setText] = useState("");
  const label = typed ?? w.typed;

  useEffect(() => {
    const stop = new AbortController();
    box.current?.showModal();
    pushBack(() => {
      stop.abort();
      if (seen.current === undefined) onCancel();
      else onText(seen.current);
    });
    scan(video.current!, formats, stop.signal).then(give, (e: unknown) => {
      if (!stop.signal.aborted) setLack(e instanceof NoCamera ? e.why : "failed");
    });
    return () => stop.abort();
  }, []);

  const give = (found: string) => {
    if (seen.current !== undefined || !found) return;
    seen.current = found;
    back();
  };
  return (
    <dialog ref={box} class="quet" aria-label={title ?? w.title} data-screen="scanner" data-camera={lack ?? "on"} onCancel={(e) => { e.preventDefault(); back(); }}>
      <header class="quet-dau">
        <button type="button" class="nut-hinh" aria-label={t().back} data-name="cancel-scan" onClick={back}><Icon name="left" /></button>
        <b>{title ?? w.title}</b>
      </header>
      <div class={`quet-anh ${lack ? "an" : ""}`}><video ref={video} muted playsInline aria-hidden="true" /><i class="quet-khung" aria-hidden="true" /></div>
      <div class="quet-day">
        {lack ? <Problem>{lack === "failed" ? w.failed : lack === "absent" ? w.absent : label ? w.denied : w.deniedOnly}</Problem> : <p role="status">{hint ?? w.hint}</p>}
        {label && (
          <form class="quet-go" onSubmit={(e) => { e.preventDefault(); give(text.trim()); }}>
            <label><span>{label}</span><input class="o-nhap nho-hon" data-name="typed-code" value={text} autocomplete="off" spellcheck={false} onInput={(e) => setText(e.currentTarget.value)} /></label>
            <button type="submit" class={`nut ${text.trim() ? "" : "chua"}`} aria-disabled={!text.trim()} data-name="use-typed">{w.use}</button>
          </form>
        )}
      </div>
    </dialog>
  );
}
