// A photo: taken by the system's camera, drawn anew without what the camera wrote into it, kept, looked at.
import { useRef, useState } from "preact/hooks";
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { keepMedia, parseMedia } from "../../state/media";
import { longSide, type Seen, shrinkPhoto } from "../../store/shrink";
import { Icon } from "../icons";
import { Problem } from "../parts";
import { CanNot } from "./cannot";
import { type Field, locked } from "./field";
import { Drawing } from "./signature";
import { Stored, useStored } from "./stored";

export function Photo(f: Field) {
  const { r, ref, node, state, labelId, message } = f;
  const w = t().photo;
  const m = t().fields.media;
  const media = parseMedia(state.v ?? "");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState(false);
  const [seen, setSeen] = useState<Seen>("good");
  const [marking, setMarking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const side = Math.min(longSide, Number(node.params["max-pixels"]) || longSide);
  const front = ["new-front", "front", "selfie"].some((word) => looks(node, word));
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setBad(false);
    try {
      const photo = await shrinkPhoto(file, side);
      setSeen(photo.seen);
      await keepMedia(r, ref, photo.bytes, "image/jpeg");
    } catch {
      setBad(true);
    } finally {
      setBusy(false);
      if (field.current) field.current.value = ""; // the same file may be chosen again
    }
  };
  if (marking && media) return <Marked {...f} done={() => setMarking(false)} />;
  return (
    <div class="vung-anh">
      {media && <Stored r={r} media={media} />}
      {media && seen !== "good" && <p class="nhac" role="status"><Icon name="warn" /><span>{seen === "dark" ? m.dark : m.blurred}</span></p>}
      {!locked(f) && (
        <div class="hang">
          <label class={`nut ${media ? "" : "lon"}`}><Icon name="camera" />{busy ? w.working : media ? w.again : w.take}
            <input ref={field} class="an" type="file" accept="image/*" capture={front ? "user" : "environment"} aria-labelledby={labelId} data-name="photo" disabled={busy} onChange={(e) => void take(e.currentTarget.files?.[0])} />
          </label>
          {media && looks(node, "annotate") && <button type="button" class="nut phu" data-name="mark" onClick={() => setMarking(true)}><Icon name="pen" />{m.mark}</button>}
          {media && <button type="button" class="nut phu" data-name="drop-photo" onClick={() => { setSeen("good"); void r.set(ref, ""); }}>{w.drop}</button>}
          {!media && <CanNot r={r} ref={ref} what="image" />}
        </div>
      )}
      {bad && <Problem>{w.bad}</Problem>}
      {message}
    </div>
  );
}

/** The photo as paper to draw on. */
function Marked(f: Field & { done: () => void }) {
  const url = useStored({ r: f.r, media: parseMedia(f.state.v ?? "")! });
  return url ? <Drawing {...f} under={url} kind="mark" done={f.done} /> : <p class="mo">{t().loading}</p>;
}
