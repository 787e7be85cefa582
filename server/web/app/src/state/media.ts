// A picture answer: its bytes and its journal entry go into one transaction, named by the hash of the final bytes.
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
