// Photos follow the changes that name them: asked for by hash, safe to repeat; large ones go in parts.
import { sign } from "../store/keys";
import { notMet, type Party, Stopped } from "./exchange";
import { base64, hex, send, type Sent, sha256 } from "./http";
import { Told } from "../engine/calls";

/** How far it is: photos sent of all in line, and their bytes. */
export type PhotoProgress = (x: { sent: number; total: number; bytes: number; ofBytes: number }) => void;

/** Sends every photo whose change is at the server; gives how many are left. One that is refused does not stop the others. */
export async function sendPhotos(p: Party, progress: PhotoProgress): Promise<number> {
  const queue = (await p.session.run("blob.queue", {})).out.blobs ?? [];
  const todo = queue.filter((b) => b.state === "ready");
  let sent = 0;
  let refusal: Stopped | undefined;
  const ofBytes = todo.reduce((sum, b) => sum + b.size, 0);
  let bytes = 0;
  progress({ sent, total: todo.length, bytes, ofBytes });
  for (const photo of todo) {
    try {
      if (await sendOne(p, photo.hash, photo.mime, (part) => progress({ sent, total: todo.length, bytes: bytes + part, ofBytes }))) {
        sent++;
        bytes += photo.size;
      }
    } catch (e) {
      if (!(e instanceof Stopped) || e.why !== "refused") throw e;
      refusal ??= e;
    }
    progress({ sent, total: todo.length, bytes, ofBytes });
  }
  if (refusal) throw refusal;
  return todo.length - sent;
}

async function sendOne(p: Party, hash: string, mime: string, step: (bytes: number) => void): Promise<boolean> {
  const had = await request(p, hash, "HEAD");
  if (had.status === 200) return stored(p, hash);
  if (had.status !== 404) return fallThrough(p, had);
  const bytes = await p.session.vault.blob(hash);
  if (!bytes || hex(await sha256(bytes)) !== hash) {
    throw new Stopped("refused", new Told("blob", "Một ảnh trên máy không đọc lại được. Phiếu vẫn gửi; nhờ chụp lại ảnh đó.", "A photo on this device can not be read back. Records are sent; take that photo again."));
  }
  const put = bytes.length <= partSize ? await request(p, hash, "PUT", bytes, mime) : had.offset === undefined ? had : await sendParts(p, hash, bytes, had.offset, step);
  if (put.status === 200 || put.status === 201 || put.status === 204) return stored(p, hash);
  return fallThrough(p, put);
}

/** The largest part, and the largest blob that goes in one piece. */
export const partSize = 1 << 20;

/** A large one goes on from where the server has it, after a cut or a restart too. Gives the answer that ended it. */
async function sendParts(p: Party, hash: string, bytes: Uint8Array, from: number, step: (bytes: number) => void): Promise<Sent> {
  let again = 0;
  for (let at = from; ; ) {
    const part = bytes.slice(at, at + partSize);
    step(at);
    const got = await patch(p, hash, at, part);
    const astray = got.status === 422 || (got.status === 409 && got.offset !== undefined);
    if (got.status !== 202 && !astray) return got;
    if (astray && ++again > 3) return got;
    at = got.status === 422 ? 0 : (got.offset ?? at + part.length);
  }
}

async function patch(p: Party, hash: string, offset: number, part: Uint8Array): Promise<Sent> {
  const made = await p.session.run("blob.part", { hash, offset }, [await sha256(part)]);
  const sig = await sign(p.keys, made.bins[0] ?? new Uint8Array());
  return send(`/api/v1/blobs/${hash}`, { method: "PATCH", body: part as BodyInit, headers: { "Sothon-Writer": p.writer, "Sothon-Nonce": made.out.nonce, "Sothon-Offset": String(offset), "Sothon-Signature": base64(sig) } }, 120);
}

async function stored(p: Party, hash: string): Promise<boolean> {
  const done = await p.session.run("blob.sent", { hash });
  if (done.unsaved) throw new Stopped("unsaved", done.unsaved);
  return true;
}

/** 409: the change that names it is not at the server yet, the next sync sends it; others leave the photo in line. */
function fallThrough(p: Party, got: Sent): boolean {
  const { status } = got;
  if (status === 0) throw notMet(p, got.stranger);
  if (status === 404 || status === 409 || status >= 500) return false;
  throw new Stopped("refused", new Told("blob", `Xã chưa nhận được một ảnh (mã ${status}). Ảnh vẫn ở trên máy, lần sau gửi lại.`, `A photo was not accepted (${status}). It stays on this device and is sent again next time.`));
}

async function request(p: Party, hash: string, method: "HEAD" | "PUT", body?: Uint8Array, mime?: string): Promise<Sent> {
  const made = await p.session.run("blob.message", { hash, method });
  const sig = await sign(p.keys, made.bins[0] ?? new Uint8Array());
  const headers: Record<string, string> = { "Sothon-Writer": p.writer, "Sothon-Nonce": made.out.nonce, "Sothon-Signature": base64(sig) };
  if (mime) headers["Content-Type"] = mime;
  return send(`/api/v1/blobs/${hash}`, { method, headers, body: body as BodyInit | undefined }, method === "PUT" ? 120 : 20);
}
