// The people of this tablet and their PINs. One data key, wrapped once under each PIN; whoever adds a person or changes a
// PIN types a PIN that opens the key, so nobody gets in by way of a tablet that lies open.
import { signal } from "@preact/signals";
import { Told, type User } from "../engine/calls";
import { type Device, openName, sealName, unwrapByPin, wrapByPin, writeUser, type UserKey } from "../store/keys";
import { afterWrong, noTries, type Tries, waitLeft } from "../store/pin";
import { noRoom } from "../store/vault";
import { database, device, tools } from "./own";

/** Who has a PIN here, in the order in which they came; the first is whom the tablet was enrolled for. */
export const people = signal<User[]>([]);
/** Whom the commune's grant allows on this tablet, with a PIN or not yet; known only while the tablet is open. */
export const allowed = signal<User[]>([]);
/** Whose PIN the lock screen asks for. */
export const chosen = signal("");

export async function showPeople(d: Device, last: string | undefined): Promise<void> {
  people.value = await Promise.all(d.users.map((u) => openName<User>(d.keys, u)));
  chosen.value = people.value.some((p) => p.id === last) ? last! : people.value[0]!.id;
}

const keyOf = (user: string): string => (user === device().holder.wrap.user ? "tries" : `tries|${user}`);

/** Tries that a full disk did not take: they count until the window closes. */
const untold = new Map<string, Tries>();

export const tries = async (user: string): Promise<Tries> => untold.get(user) ?? ((await database().get("device", keyOf(user))) as Tries | undefined) ?? noTries;

/** A full disk must not keep its owner out: what can not be written is kept in mind. */
async function keepTries(user: string, now: Tries): Promise<void> {
  try {
    await database().put("device", now, keyOf(user));
    untold.delete(user);
  } catch (e) {
    if (!noRoom(e)) throw e;
    untold.set(user, now);
  }
}

/** The data key's bytes by somebody's PIN. A wrong try has been counted on disk before the answer comes. */
export async function keyByPin(user: string, pin: string): Promise<Uint8Array | "wrong" | "wait"> {
  const mine = device().users.find((u) => u.wrap.user === user);
  if (!mine) throw new Told("internal", "Người này chưa đặt mã PIN trên máy.", "This person has no PIN on this device.");
  const before = await tries(user);
  if (waitLeft(before, Date.now()) > 0) return "wait";
  // counted first: a page closed during the check has used its try
  await keepTries(user, afterWrong(before, Date.now()));
  const raw = await unwrapByPin(mine.wrap, pin, tools().stretch);
  if (!raw) return "wrong";
  await keepTries(user, noTries);
  return raw;
}

/** Sets a person's PIN, new here or not; raw is cleared. */
export async function setPin(user: User, raw: Uint8Array, pin: string, more: [string, unknown][] = []): Promise<void> {
  const d = device();
  const mine: UserKey = { wrap: await wrapByPin(raw, user.id, pin, tools().stretch), name: await sealName(d.keys, user) };
  raw.fill(0);
  await writeUser(database(), mine, [[keyOf(user.id), noTries], ...more]);
  d.users = [...d.users.filter((u) => u.wrap.user !== user.id), mine];
  if (d.holder.wrap.user === user.id) d.holder = { ...d.holder, ...mine };
  people.value = [...people.value.filter((p) => p.id !== user.id), user];
}
