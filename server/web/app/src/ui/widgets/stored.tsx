// What was taken or chosen, shown from the tablet's own store.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Media } from "../../state/media";
import { shownSize } from "../../text/sizes";
import { Icon } from "../icons";
import type { Field } from "./field";

type Props = { r: Field["r"]; media: Media };

/** An address of stored bytes for <img> and players: undefined while looking, null when they are not on this tablet. */
export function useStored({ r, media }: Props): string | null | undefined {
  const [url, setUrl] = useState<string | null>();
  const have = useRef<{ hash: string; url: string } | undefined>(undefined);
  const saved = r.saved.value.kind === "saved";
  useEffect(() => () => { if (have.current) URL.revokeObjectURL(have.current.url); }, []);
  useEffect(() => {
    if (have.current?.hash === media.hash) return;
    let gone = false;
    // what was just taken is on disk a moment after its answer: look again when "saved" changes
    r.session.vault.blob(media.hash).then((bytes) => {
      if (gone) return;
      if (!bytes) return setUrl(null);
      if (have.current) URL.revokeObjectURL(have.current.url);
      have.current = { hash: media.hash, url: URL.createObjectURL(new Blob([bytes as BlobPart], { type: media.mime })) };
      setUrl(have.current.url);
    }, () => setUrl(null));
    return () => {
      gone = true;
    };
  }, [media.hash, saved]);
  return url;
}

/** A picture, a player or the kind of a file, with what is known of it: kept, how large, without a place. */
export function Stored({ r, media }: Props) {
  const w = t().fields.media;
  const url = useStored({ r, media });
  const saved = r.saved.value.kind === "saved";
  const kind = media.mime.slice(0, media.mime.indexOf("/"));
  return (
    <figure class="anh-lon">
      {!url ? <p class="mo anh-trong">{url === null && saved ? (kind === "image" ? t().photo.elsewhere : w.elsewhere) : t().loading}</p>
        : kind === "image" ? <img src={url} alt="" class="nhaanh" data-name="preview" />
        : kind === "audio" ? <audio src={url} controls preload="metadata" data-name="player" />
        : kind === "video" ? <video src={url} controls playsInline preload="metadata" class="nhaanh" data-name="player" />
        : <p class="tep"><Icon name="list" /><b>{fileKind(media.mime)}</b></p>}
      <figcaption>{saved && <span class="dau cl-la"><Icon name="tick" />{w.saved}</span>}<span class="mo">{shownSize(media.size)}{kind === "image" && ` · ${t().photo.noPlace}`}</span></figcaption>
    </figure>
  );
}

const kinds: Record<string, string> = {
  "application/pdf": "PDF", "application/msword": "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word", "application/vnd.ms-excel": "Excel",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel", "text/plain": "TXT", "text/csv": "CSV", "application/zip": "ZIP",
};
const fileKind = (mime: string): string => kinds[mime] ?? mime;
