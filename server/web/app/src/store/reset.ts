// A forgotten PIN is undone at the office without the data key ever being readable on the way. The locked tablet asks with
// the copy of its data key that is encrypted to the commune's recovery key, and a fresh public key; whoever has the recovery
// key opens the copy and encrypts it to that public key; only this tablet can read the answer.
// Request: [1, writer, user, public key (65), age file]. Answer: public key (65) ‖ IV (12) ‖ data key sealed (48).
import { hex, sha256, unhex } from "../sync/http";

const text = new TextEncoder();

/** One item of the deterministic CBOR that requests are made of. */
function bytesItem(b: Uint8Array): Uint8Array {
  const n = b.length;
  const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  return Uint8Array.from([...head, ...b]);
}

/** What a tablet that asks keeps until the answer has come. */
export type Asking = { user: string; pair: CryptoKeyPair; body: Uint8Array };

export async function makeAsking(writer: string, user: string, wrap: Uint8Array): Promise<Asking> {
  const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"])) as CryptoKeyPair;
  const pub = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const items = [unhex(writer), unhex(user), pub, wrap].flatMap((b) => [...bytesItem(b)]);
  return { user, pair, body: Uint8Array.from([0x85, 0x01, ...items]) };
}

/** What the device key signs for a request. */
export const askMessage = async (body: Uint8Array): Promise<Uint8Array> => Uint8Array.from([...text.encode("sothon.pin.1"), ...(await sha256(body))]);

/** Six digits for people to compare: "204 881". */
export async function checkDigits(body: Uint8Array): Promise<string> {
  const n = BigInt("0x" + hex((await sha256(body)).slice(0, 8))) % 1_000_000n;
  const six = n.toString().padStart(6, "0");
  return `${six.slice(0, 3)} ${six.slice(3)}`;
}

/** The reply of the server: [1, answer or null]; undefined for anything else, null while there is no answer. */
export function readReply(b: Uint8Array): Uint8Array | null | undefined {
  if (b[0] !== 0x82 || b[1] !== 0x01) return undefined;
  if (b[2] === 0xf6 && b.length === 3) return null;
  return b[2] === 0x58 && b.length === 4 + b[3]! ? b.slice(4) : undefined;
}

async function shared(mine: CryptoKey, theirs: Uint8Array, salt: Uint8Array): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey("raw", theirs as BufferSource, { name: "ECDH", namedCurve: "P-256" }, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, mine, 256);
  const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: salt as BufferSource, info: text.encode("sothon.pin-answer.1") }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
const bound = (writer: string, user: string): Uint8Array => text.encode(`${writer}|${user}`);
const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.from([...a, ...b]);

/** At the office: the data key for the tablet with this public key. raw is cleared. */
export async function makeAnswer(raw: Uint8Array, pub: Uint8Array, writer: string, user: string): Promise<Uint8Array> {
  const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"])) as CryptoKeyPair;
  const mine = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = await shared(pair.privateKey, pub, joined(pub, mine));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(writer, user) as BufferSource }, key, raw as BufferSource);
  raw.fill(0);
  return joined(joined(mine, iv), new Uint8Array(sealed));
}

/** On the tablet: the data key's bytes. Throws when the answer is not for this request. */
export async function openAnswer(a: Asking, answer: Uint8Array, writer: string): Promise<Uint8Array> {
  if (answer.length !== 65 + 12 + 48) throw new Error("length");
  const theirs = answer.slice(0, 65);
  const pub = new Uint8Array(await crypto.subtle.exportKey("raw", a.pair.publicKey));
  const key = await shared(a.pair.privateKey, theirs, joined(pub, theirs));
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: answer.slice(65, 77), additionalData: bound(writer, a.user) as BufferSource }, key, answer.slice(77));
  return new Uint8Array(plain);
}
