import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { keepMedia, parseMedia } from "../../state/media";
import { shrinkPhoto } from "../../store/shrink";
import { Icon } from "../icons";
import { Problem } from "../parts";
import type { Field } from "./field";

/** A photo: taken by the system's camera or chosen, shrunk, kept, shown. */
export function Photo({ r, ref, state, labelId, message }: Field) {
  const w = t().photo;
  const media = parseMedia(state.v ?? "");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setBad(false);
    try {
      await keepMedia(r, ref, await shrinkPhoto(file), "image/jpeg");
    } catch {
      setBad(true);
    } finally {
      setBusy(false);
      if (field.current) field.current.value = ""; // the same file may be chosen again
    }
  };
  return (
    <div class="vung-anh">
      {media && <Preview r={r} hash={media.hash} size={media.size} saved={r.saved.value.kind === "saved"} />}
      {!r.readOnly && (
        <div class="hang">
          <label class={`nut ${media ? "" : "lon"}`}><Icon name="camera" />{busy ? w.working : media ? w.again : w.take}
            <input ref={field} class="an" type="file" accept="image/*" capture="environment" aria-labelledby={labelId} data-name="photo" disabled={busy} onChange={(e) => void take(e.currentTarget.files?.[0])} />
          </label>
          {media && <button type="button" class="nut phu" data-name="drop-photo" onClick={() => void r.set(ref, "")}>{w.drop}</button>}
        </div>
      )}
      {bad && <Problem>{w.bad}</Problem>}
      {message}
    </div>
  );
}

export function Preview({ r, hash, size, saved }: { r: Field["r"]; hash: string; size: number; saved: boolean }) {
  const w = t().photo;
  const [url, setUrl] = useState<string | null>();
  const have = useRef<{ hash: string; url: string } | undefined>(undefined);
  useEffect(() => () => { if (have.current) URL.revokeObjectURL(have.current.url); }, []);
  useEffect(() => {
    if (have.current?.hash === hash) return;
    let gone = false;
    // a picture just taken is on disk a moment after its answer: look again when "saved" changes
    r.session.vault.blob(hash).then((bytes) => {
      if (gone) return;
      if (!bytes) return setUrl(null);
      if (have.current) URL.revokeObjectURL(have.current.url);
      have.current = { hash, url: URL.createObjectURL(new Blob([bytes as BlobPart])) };
      setUrl(have.current.url);
    }, () => setUrl(null));
    return () => {
      gone = true;
    };
  }, [hash, saved]);
  return (
    <figure class="anh-lon">
      {url ? <img src={url} alt="" class="nhaanh" data-name="preview" /> : <p class="mo anh-trong">{url === null && saved ? w.elsewhere : t().loading}</p>}
      <figcaption>{saved && <span class="dau cl-la"><Icon name="tick" />{w.saved}</span>}<span class="mo">{Math.round(size / 1024)} KB · {w.noPlace}</span></figcaption>
    </figure>
  );
}
