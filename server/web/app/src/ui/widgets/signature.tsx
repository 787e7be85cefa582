import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { keepMedia, parseMedia } from "../../state/media";
import { encode } from "../../store/shrink";
import type { Field } from "./field";
import { Preview } from "./photo";

/** A signature drawn with the finger, kept as a picture. */
export function Signature({ r, ref, state, labelId, message }: Field) {
  const w = t().photo;
  const media = parseMedia(state.v ?? "");
  const [redo, setRedo] = useState(false);
  const [drawn, setDrawn] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = useRef(false);
  const at = (e: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return [((e.clientX - box.left) / box.width) * 900, ((e.clientY - box.top) / box.height) * 400] as const;
  };
  const line = (e: PointerEvent) => {
    const c = canvas.current?.getContext("2d");
    if (!c || !pen.current) return;
    c.lineTo(...at(e));
    c.stroke();
    setDrawn(true);
  };
  const down = (e: PointerEvent) => {
    const c = canvas.current?.getContext("2d");
    if (!c) return;
    canvas.current!.setPointerCapture(e.pointerId);
    pen.current = true;
    Object.assign(c, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#161B1A" });
    c.beginPath();
    c.moveTo(...at(e));
  };
  const keep = async () => {
    if (!drawn) return;
    await keepMedia(r, ref, await encode(canvas.current!, "image/png"), "image/png");
    setRedo(false);
  };
  if (media && !redo) {
    return <div class="vung-anh"><Preview r={r} hash={media.hash} size={media.size} saved={r.saved.value.kind === "saved"} />{!r.readOnly && <div class="hang"><button type="button" class="nut" onClick={() => { setRedo(true); setDrawn(false); }}>{w.signAgain}</button></div>}{message}</div>;
  }
  return (
    <div class="vung-anh">
      <p class="mo">{w.sign}</p>
      <canvas ref={canvas} class="ky" width={900} height={400} aria-labelledby={labelId} data-name="signature" onPointerDown={down} onPointerMove={line} onPointerUp={() => (pen.current = false)} />
      <div class="hang">
        <button type="button" class="nut phu" onClick={() => { canvas.current?.getContext("2d")?.clearRect(0, 0, 900, 400); setDrawn(false); }}>{w.signAgain}</button>
        <button type="button" class={`nut ${drawn ? "" : "chua"}`} data-name="keep-signature" aria-disabled={!drawn} onClick={() => void keep()}>{w.signKeep}</button>
      </div>
      {message}
    </div>
  );
}
