// Keys of the tablet. The device key (ECDSA P-256) signs and never leaves the browser. The data key (AES-256) encrypts
// everything stored; it is kept only wrapped: once per user under the PIN, once to the commune's recovery key. In the
// clear it exists only in memory, between unlock and lock.
import type { Database } from "./db";
import { importDataKey, seal, unseal } from "./seal";

/** m in KiB, as Argon2 counts it. */
export type Kdf = { salt: Uint8Array; m: number; t: number; p: number };
export type PinWrap = { user: string; kdf: Kdf; wrapped: Uint8Array };
/** Argon2id: PIN and parameters to 32 bytes. In the app it runs in its own worker (kdf.ts). */
export type Stretch = (pin: string, kdf: Kdf) => Promise<Uint8Array>;

export type DeviceKeys = { sign: CryptoKeyPair; label: CryptoKey };

const text = new TextEncoder();

/** New keys of one installation: the pair that signs, and a key that only keeps the user's name unreadable on disk. */
export async function makeDeviceKeys(): Promise<DeviceKeys> {
  const sign = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const label = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return { sign: sign as CryptoKeyPair, label };
}

/** The 65-byte uncompressed point. */
export async function publicBytes(keys: DeviceKeys): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", keys.sign.publicKey));
}

/** Raw r‖s, 64 bytes, over SHA-256 of the message. */
export async function sign(keys: DeviceKeys, message: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.sign.privateKey, message as BufferSource));
}

/** Whether sig is the owner's signature of message; false for anything malformed. */
export async function verifyOwner(ownerPub: Uint8Array, message: Uint8Array, sig: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", ownerPub as BufferSource, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, sig as BufferSource, message as BufferSource);
  } catch {
    return false;
  }
}

export const newDataKey = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
export const newKdf = (): Kdf => ({ salt: crypto.getRandomValues(new Uint8Array(16)), m: 64 * 1024, t: 3, p: 1 });

/** HKDF-SHA256 of the stretched PIN: an AES-GCM key that only wraps. */
async function wrappingKey(stretched: Uint8Array, user: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", stretched as BufferSource, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: text.encode("sothon.pin.1|" + user) },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

export async function wrapByPin(raw: Uint8Array, user: string, pin: string, stretch: Stretch, kdf = newKdf()): Promise<PinWrap> {
  const key = await wrappingKey(await stretch(pin, kdf), user);
  return { user, kdf, wrapped: await seal(key, "device|pin|" + user, raw) };
}

/** The data key's bytes, or undefined when the PIN is not right. */
export async function unwrapByPin(wrap: PinWrap, pin: string, stretch: Stretch): Promise<Uint8Array | undefined> {
  const key = await wrappingKey(await stretch(pin, wrap.kdf), wrap.user);
  try {
    return await unseal(key, "device|pin|" + wrap.user, wrap.wrapped);
  } catch {
    return undefined;
  }
}

/** age file with the data key for the commune's recovery key (an "age1…" recipient); the library is fetched only now. */
export async function wrapForRecovery(raw: Uint8Array, recipient: string): Promise<Uint8Array> {
  const { Encrypter } = await import("age-encryption");
  const age = new Encrypter();
  age.addRecipient(recipient);
  return age.encrypt(raw);
}

/** Turns the bytes into a key that can not be read back, and clears them. */
export async function takeDataKey(raw: Uint8Array): Promise<CryptoKey> {
  const key = await importDataKey(raw);
  raw.fill(0);
  return key;
}

/** One person of this tablet: the data key under their PIN, and their name, which only this browser can read. */
export type UserKey = { wrap: PinWrap; name: Uint8Array };
/** The tablet's first user with what holds for all. Its shape never changes: older versions of the app open it too. */
export type Holder = UserKey & { recovery: Uint8Array; ownerPub: Uint8Array };
/** Everything known before unlock. users begins with the holder. */
export type Device = { keys: DeviceKeys; holder: Holder; users: UserKey[] };

export async function readDevice(db: Database): Promise<Device | undefined> {
  const tx = db.transaction("device", "readonly");
  const [keys, holder, others] = await Promise.all([tx.store.get("keys"), tx.store.get("holder"), tx.store.get("others")]);
  if (!keys || !holder) return undefined;
  return { keys: keys as DeviceKeys, holder: holder as Holder, users: [holder as Holder, ...((others as UserKey[] | undefined) ?? [])] };
}

/** Puts one user's key in the place of their old one, or after the others, in one strict transaction with more puts. */
export async function writeUser(db: Database, user: UserKey, more: [string, unknown][] = []): Promise<void> {
  const tx = db.transaction("device", "readwrite", { durability: "strict" });
  const holder = (await tx.store.get("holder")) as Holder;
  if (holder.wrap.user === user.wrap.user) void tx.store.put({ ...holder, ...user }, "holder");
  else {
    const others = ((await tx.store.get("others")) as UserKey[] | undefined) ?? [];
    void tx.store.put([...others.filter((o) => o.wrap.user !== user.wrap.user), user], "others");
  }
  for (const [key, value] of more) void (value === undefined ? tx.store.delete(key) : tx.store.put(value, key));
  await tx.done;
}

/** Takes users away whom the commune no longer allows here; the holder always stays. */
export async function keepUsers(db: Database, allowed: Set<string>): Promise<void> {
  const tx = db.transaction("device", "readwrite", { durability: "strict" });
  const others = ((await tx.store.get("others")) as UserKey[] | undefined) ?? [];
  const kept = others.filter((o) => allowed.has(o.wrap.user));
  if (kept.length < others.length) void tx.store.put(kept, "others");
  await tx.done;
}

const nameAt = (user: string): string => `device|name|${user}`;

/** A user's name as the lock screen shows it, sealed under the key that never leaves this browser. */
export function sealName(keys: DeviceKeys, user: { id: string }): Promise<Uint8Array> {
  return seal(keys.label, nameAt(user.id), text.encode(JSON.stringify(user)));
}

export async function openName<T>(keys: DeviceKeys, u: UserKey): Promise<T> {
  const at = nameAt(u.wrap.user);
  // tablets enrolled by the first version sealed the one name there was without the user's id
  const plain = await unseal(keys.label, at, u.name).catch(() => unseal(keys.label, "device|name", u.name));
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}
