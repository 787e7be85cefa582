// The commune's order to erase this tablet. What can be sent is sent first; then a receipt is signed and kept outside the
// stores that go, everything goes, and the receipt is told until the server has it. Cut off in the middle it goes on at the
// next start, since the kept receipt says that the erasing had begun.
import { signal } from "@preact/signals";
import { databaseName } from "../store/db";
import { sign } from "../store/keys";
import { base64, send, unbase64 } from "../sync/http";
import type { Party } from "../sync/exchange";

export type Receipt = { url: string; writer: string; body: string; sig: string };
const key = "sothon.wiped";

/** Whether the receipt is at the commune; undefined while things are being erased. */
export const receiptSent = signal<boolean | undefined>(undefined);

export function keptReceipt(): Receipt | undefined {
  try {
    const got = JSON.parse(localStorage.getItem(key) ?? "null") as Receipt | null;
    return got ?? undefined;
  } catch {
    return undefined;
  }
}

/** Signs the receipt while there still is a key, and keeps it. From here on there is no way back. */
export async function signReceipt(p: Party): Promise<Receipt> {
  const made = await p.session.run("wipe.receipt", { at: Date.now() });
  const [body, message] = made.bins as [Uint8Array, Uint8Array];
  const receipt = { url: made.out.url, writer: p.writer, body: base64(body), sig: base64(await sign(p.keys, message)) };
  keepReceipt(receipt);
  return receipt;
}

/** From here on the next start erases, whatever happens. */
export const keepReceipt = (r: Receipt): void => localStorage.setItem(key, JSON.stringify(r));

/** Deletes the database with every key, the caches, the files and the settings; the service worker goes too. */
export async function eraseAll(): Promise<void> {
  await new Promise<void>((done) => {
    const gone = indexedDB.deleteDatabase(databaseName);
    gone.onsuccess = gone.onerror = () => done();
    gone.onblocked = () => undefined; // another window closes it when it is told to
  });
  for (const name of await caches.keys().catch(() => [])) await caches.delete(name);
  const root = await navigator.storage?.getDirectory?.().catch(() => undefined);
  if (root) for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  for (const name of Object.keys(localStorage)) if (name !== key) localStorage.removeItem(name);
  sessionStorage.clear();
  for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister();
}

/** Tells the server; true when it has the receipt, which is then no longer needed. */
export async function tellReceipt(r: Receipt): Promise<boolean> {
  const body = unbase64(r.body);
  const got = await send(r.url, { method: "POST", body: body as BodyInit, headers: { "Content-Type": "application/cbor", "Sothon-Writer": r.writer, "Sothon-Signature": r.sig } }, 30);
  const sent = got.status === 200 && !got.stranger;
  if (sent) localStorage.removeItem(key);
  receiptSent.value = sent;
  return sent;
}
