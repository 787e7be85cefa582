// A picture answer: its bytes and its journal entry go into one transaction, named by the hash of the final bytes.
import { shrinkPhoto } from "../store/shrink";
import { hex, sha256 } from "../sync/http";
import type { OpenRecord } from "./record";
import type { Ref } from "../engine/calls";

/** "<sha256 hex>/<size>/<mime>". */
export type Media = { hash: string; size: number; mime: string };

export function parseMedia(value: string): Media | undefined {
  const m = /^([0-9a-f]{64})\/(\d+)\/(.+)$/.exec(value);
  return m ? { hash: m[1]!, size: Number(m[2]), mime: m[3]! } : undefined;
}

export async function keepMedia(r: OpenRecord, ref: Ref, bytes: Uint8Array, mime: string): Promise<void> {
  const hash = hex(await sha256(bytes));
  await r.set(ref, `${hash}/${bytes.length}/${mime}`, "typed", [{ s: "blob", k: hash, value: bytes }]);
}

/** The largest file the commune takes. */
export const largest = 8 << 20;

export class TooBig extends Error {
  constructor(readonly bytes: number) {
    super("too big");
  }
}

/** Keeps a chosen file as it is, but a picture drawn anew, without place and time. Rejects with TooBig, or when it can not be read. */
export async function keepFile(r: OpenRecord, ref: Ref, file: File): Promise<void> {
  if (/^image\/(jpeg|png|webp|heic)/.test(file.type)) {
    const photo = await shrinkPhoto(file).catch(() => undefined);
    if (photo) return keepMedia(r, ref, photo.bytes, "image/jpeg");
  }
  if (file.size > largest) throw new TooBig(file.size);
  const mime = /^[\w.+-]+\/[\w.+-]+/.exec(file.type)?.[0].toLowerCase() ?? "application/octet-stream";
  await keepMedia(r, ref, new Uint8Array(await file.arrayBuffer()), mime.slice(0, 100));
}
