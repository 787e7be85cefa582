// Drawn with the finger, kept as a picture: a signature, a sketch, marks on a photo.
import { useEffect, useRef, useState } from "preact/hooks";
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { keepMedia, parseMedia } from "../../state/media";
import { encode, fitted } from "../../store/shrink";
import { Icon } from "../icons";
import { CanNot } from "./cannot";
import { type Field, locked } from "./field";
import { Stored } from "./stored";

export function Signature(f: Field) {
  const { r, ref, node, state, message } = f;
  const media = parseMedia(state.v ?? "");
  const [redo, setRedo] = useState(false);
  const kind = looks(node, "signature") ? "signature" : "draw";
  if (!media || redo) return locked(f) ? <p class="chi-doc">–</p> : <Drawing {...f} kind={kind} done={redo ? () => setRedo(false) : undefined} />;
  return (
    <div class="vung-anh">
      <Stored r={r} media={media} />
      {!locked(f) && (
        <div class="hang">
          <button type="button" class="nut" data-name="draw-again" onClick={() => setRedo(true)}><Icon name="pen" />{kind === "signature" ? t().photo.signAgain : t().fields.media.drawAgain}</button>
          <button type="button" class="nut phu" data-name="drop-photo" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button>
        </div>
      )}
      {message}
    </div>
  );
}

const papers = { signature: { width: 900, height: 400 }, draw: { width: 1000, height: 1000 }, mark: { width: 0, height: 0 } };

type DrawingProps = Field & {
  kind: keyof typeof papers;
  /** Address of a picture to draw on; it gives the size of the paper. */
  under?: string;
  /** Called when the drawing is kept or left; undefined: there is nothing to leave it for. */
  done: (() => void) | undefined;
};

export function Drawing({ r, ref, labelId, message, kind, under, done }: DrawingProps) {
  const w = t().photo;
  const m = t().fields.media;
  const [drawn, setDrawn] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const paper = useRef<HTMLImageElement | undefined>(undefined);
  const [size, setSize] = useState(papers[kind]);
  const pen = useRef(false);
  useEffect(() => {
    if (!under) return;
    const picture = new Image();
    picture.onload = () => { paper.current = picture; setSize(fitted(picture.naturalWidth, picture.naturalHeight)); };
    picture.src = under;
  }, [under]);
  const blank = () => {
    const c = canvas.current?.getContext("2d");
    if (!c) return;
    c.fillStyle = "#fff";
    c.fillRect(0, 0, size.width, size.height);
    if (paper.current) c.drawImage(paper.current, 0, 0, size.width, size.height);
    setDrawn(false);
  };
  useEffect(blank, [size]);
  const at = (e: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    return [((e.clientX - box.left) / box.width) * size.width, ((e.clientY - box.top) / box.height) * size.height] as const;
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
    Object.assign(c, { lineWidth: kind === "mark" ? Math.max(6, size.width / 160) : 5, lineCap: "round", lineJoin: "round", strokeStyle: kind === "mark" ? "#C3160F" : "#161B1A" });
    c.beginPath();
    c.moveTo(...at(e));
  };
  const keep = async () => {
    if (!drawn) return;
    if (kind === "mark") await keepMedia(r, ref, await encode(canvas.current!, "image/jpeg", 0.8), "image/jpeg");
    else await keepMedia(r, ref, await encode(canvas.current!, "image/png"), "image/png");
    done?.();
  };
  return (
    <div class="vung-anh">
      <p class="mo">{kind === "signature" ? w.sign : kind === "mark" ? m.mark : m.draw}</p>
      <canvas ref={canvas} class="ky" width={size.width} height={size.height} role="img" aria-labelledby={labelId} data-name="signature" onPointerDown={down} onPointerMove={line} onPointerUp={() => (pen.current = false)} />
      <div class="hang">
        <button type="button" class="nut phu" data-name="draw-again" onClick={blank}>{kind === "signature" ? w.signAgain : m.drawAgain}</button>
        <button type="button" class={`nut ${drawn ? "" : "chua"}`} data-name="keep-signature" aria-disabled={!drawn} onClick={() => void keep()}>{kind === "signature" ? w.signKeep : kind === "mark" ? m.markKeep : m.drawKeep}</button>
        {done ? <button type="button" class="nut tron" data-name="leave-drawing" onClick={done}>{m.cancel}</button> : <CanNot r={r} ref={ref} what="signature" />}
      </div>
      {message}
    </div>
  );
}
