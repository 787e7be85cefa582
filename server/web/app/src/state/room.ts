// Room on the disk and the promise to keep what is there: what the person is told about both.
import { computed, signal } from "@preact/signals";
import type { Room } from "../store/vault";
import { database, device, now } from "./own";
import { seal, unseal } from "../store/seal";

export const room = signal<Room>("ok");
/** Bytes of everything Sổ Thôn stores here and of the reserve; undefined before the first count. */
export const stored = signal<{ bytes: number; reserve: number } | undefined>(undefined);
/** Whether the browser promised to keep the data; undefined before it was asked. */
export const persisted = signal<boolean | undefined>(undefined);
/** Why the commune let this tablet work without that promise, and when; "" = nobody did. */
export const excuse = signal<{ reason: string; at: number } | undefined>(undefined);

/** A store of more than this is called large: a browser under pressure clears the largest first. */
export const muchStored = 1 << 30;
export const nearlyFull = computed(() => room.value !== "ok" || (stored.value?.bytes ?? 0) > muchStored);

export async function lookAtPersistence(): Promise<void> {
  persisted.value = await navigator.storage?.persisted?.().catch(() => false);
}
export async function askToPersist(): Promise<boolean> {
  persisted.value = (await navigator.storage?.persist?.().catch(() => false)) ?? false;
  return persisted.value;
}

type Kept = { reason: Uint8Array; at: number };
const place = "device|excuse";

/** Seals the reason for its place in the device store. */
export async function sealExcuse(label: CryptoKey, reason: string, at: number): Promise<Kept> {
  return { reason: await seal(label, place, new TextEncoder().encode(reason)), at };
}
export async function readExcuse(): Promise<void> {
  const kept = (await database().get("device", "excuse")) as Kept | undefined;
  excuse.value = kept && { reason: new TextDecoder().decode(await unseal(device().keys.label, place, kept.reason)), at: kept.at };
}

/**
 * Counts again, and makes the reserve when it is missing. After a full disk it is tried at the next unlock only (opened):
 * writing it again and again would take the room that the open form needs. Never rejects.
 */
export async function tendRoom(opened = false): Promise<void> {
  try {
    const { vault } = now().session;
    const reserve = opened || room.value === "ok" ? await vault.reserve.make() : await vault.reserve.size();
    if (opened && vault.behind === 0 && reserve !== undefined) room.value = reserve > 0 ? "ok" : "low";
    stored.value = { bytes: vault.bytes, reserve: reserve ?? 0 };
  } catch {
    // locked meanwhile, or the browser has no such store: the figure is left out
  }
}
