// What a locked tablet may know: whom to call, and that the commune has ordered it to be erased. Everything stored is sealed
// then, so nothing can be sent before: with work that is only here the order waits a day for somebody to unlock.
import { effect, signal } from "@preact/signals";
import { publicBytes, sign, verifyOwner } from "../store/keys";
import { decode, encode } from "../sync/cbor";
import { base64, hex, send, sha256, unhex, writerOf } from "../sync/http";
import { erased, eraseNow, onlyHere, phase } from "./app";
import { database, device } from "./own";
import { keepReceipt } from "./wipe";

/** The commune's number, as it was last told; "" none. */
export const phone = signal("");
/** An order to erase that waits for what is only here to be sent; undefined: none. */
export const waits = signal<{ reason: string; until: number } | undefined>(undefined);

/** How long an order waits for unsent work. */
export const patience = 86_400_000;
const every = 5 * 60_000;
const text = new TextEncoder();
const tagged = async (tag: string, body: Uint8Array): Promise<Uint8Array> => Uint8Array.from([...text.encode(tag), ...(await sha256(body))]);

export type Order = { workspace: Uint8Array; id: Uint8Array; at: number; reason: string };

/** The order in a reply, when the owner signed it and it is for this writer. Throws on bytes that are no reply. */
export async function readStanding(reply: Uint8Array, writer: string, ownerPub: Uint8Array): Promise<{ phone: string; order?: Order }> {
  const [version, order, number] = decode(reply) as [number, [Uint8Array, Uint8Array] | null, string];
  if (version !== 1 || typeof number !== "string") throw new Error("standing: not ours");
  if (!order) return { phone: number };
  const [bytes, sig] = order;
  if (!(await verifyOwner(ownerPub, await tagged("sothon.wipe.1", bytes), sig))) return { phone: number };
  const [v, workspace, of, id, at, reason] = decode(bytes) as [number, Uint8Array, Uint8Array, Uint8Array, number, string];
  if (v !== 1 || hex(of) !== writer) return { phone: number };
  return { phone: number, order: { workspace, id, at, reason } };
}

/** Whether the order is carried out now. */
export const dueNow = (o: Order, onlyHere: number, now: number): boolean => onlyHere === 0 || now - o.at >= patience;

/** Asks once; without a network nothing changes. */
export async function askStanding(): Promise<void> {
  const { keys, holder } = device();
  const writer = await writerOf(await publicBytes(keys));
  const body = Uint8Array.from(encode([1, unhex(writer), Date.now()]));
  const sig = await sign(keys, await tagged("sothon.standing.1", body));
  const got = await send("/api/v1/standing", { method: "POST", body, headers: { "Content-Type": "application/cbor", "Sothon-Signature": base64(sig) } }, 20);
  if (got.status !== 200 || got.stranger || phase.value !== "locked") return;
  const told = await readStanding(got.body!, writer, holder.ownerPub);
  if (told.phone !== phone.value) {
    phone.value = told.phone;
    await database().put("device", told.phone, "phone").catch(() => undefined);
  }
  waits.value = told.order && { reason: told.order.reason, until: told.order.at + patience };
  if (!told.order || !dueNow(told.order, onlyHere.value, Date.now())) return;
  // the head of the log is sealed: the receipt counts records instead of changes
  const receipt = Uint8Array.from(encode([1, told.order.workspace, unhex(writer), told.order.id, Date.now(), 0, new Uint8Array(32), onlyHere.value, 0]));
  keepReceipt({ url: "/api/v1/wiped", writer, body: base64(receipt), sig: base64(await sign(keys, await tagged("sothon.wiped.1", receipt))) });
  await eraseNow();
}

/** Asks when the lock screen comes, when the network comes, and every five minutes while it stands. */
export function watchStanding(): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const ask = () => void (phase.value === "locked" && !erased.value && askStanding().catch(() => undefined));
  addEventListener("online", ask);
  effect(() => {
    clearInterval(timer);
    waits.value = undefined;
    if (phase.value !== "locked") return;
    void database().get("device", "phone").then((kept) => (phone.value = typeof kept === "string" ? kept : ""), () => undefined).then(() => setTimeout(ask, 300));
    timer = setInterval(ask, every);
  });
}
