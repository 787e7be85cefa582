// "Can not be done", with the reason: it goes to the commune as a comment on the question; the answer stays empty.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Icon } from "../icons";
import type { Field } from "./field";

export function CanNot({ r, ref, what }: { r: Field["r"]; ref: Field["ref"]; what: "image" | "audio" | "video" | "signature" }) {
  const w = t().fields.cannot;
  const [open, setOpen] = useState(false);
  const [other, setOther] = useState<string>();
  const tell = (reason: string) => {
    if (!reason.trim()) return;
    setOpen(false);
    setOther(undefined);
    void r.comment(ref, `${w.prefix}: ${reason.trim()}`).catch(() => setOpen(true));
  };
  if (!open) return <button type="button" class="nut phu" data-name="cannot" onClick={() => setOpen(true)}>{w[what]}</button>;
  return (
    <div class="khong-duoc" role="group" aria-label={w.why} data-name="cannot-reasons">
      <p><b>{w.why}</b></p>
      {other === undefined ? (
        <div class="ly-do">
          {[w.refuses, ...(what === "image" || what === "video" ? [w.dark] : [w.absent]), w.broken].map((reason) => <button type="button" class="nut phu" key={reason} onClick={() => tell(reason)}>{reason}</button>)}
          <button type="button" class="nut phu" data-name="other-reason" onClick={() => setOther("")}>{w.other}…</button>
          <button type="button" class="nut tron" onClick={() => setOpen(false)}>{t().fields.media.cancel}</button>
        </div>
      ) : (
        <form class="quet-go" onSubmit={(e) => { e.preventDefault(); tell(other); }}>
          <label><span>{w.other}</span><input class="o-nhap nho-hon" data-name="reason" value={other} autocomplete="off" onInput={(e) => setOther(e.currentTarget.value)} /></label>
          <button type="submit" class={`nut ${other.trim() ? "" : "chua"}`} aria-disabled={!other.trim()} data-name="send-reason"><Icon name="tick" />{w.send}</button>
        </form>
      )}
    </div>
  );
}
