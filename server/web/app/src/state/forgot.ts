// A forgotten PIN: asking the office, taking its answer, the new PIN. What is asked survives a restart.
import { Told, type User } from "../engine/calls";
import { publicBytes, sign, takeDataKey } from "../store/keys";
import { askMessage, type Asking, checkDigits, makeAsking, openAnswer, readReply } from "../store/reset";
import { unseal } from "../store/seal";
import { base64, postCbor, writerOf } from "../sync/http";
import { open } from "./app";
import { database, device } from "./own";
import { setPin } from "./users";

/** check: digits to compare; text: the request as it is copied by hand. */
export type Asked = { asking: Asking; check: string; text: string };

const writer = async (): Promise<string> => writerOf(await publicBytes(device().keys));
const url64 = (b: Uint8Array): string => base64(b).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const unurl64 = (t: string): Uint8Array => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function shown(asking: Asking): Promise<Asked> {
  const sig = await sign(device().keys, await askMessage(asking.body));
  return { asking, check: await checkDigits(asking.body), text: url64(Uint8Array.from([...asking.body, ...sig])) };
}

/** What this user asked before, if they did. */
export async function askedBefore(user: string): Promise<Asked | undefined> {
  const kept = (await database().get("device", "reset")) as Asking | undefined;
  return kept?.user === user ? shown(kept) : undefined;
}

export async function askOffice(user: string): Promise<Asked> {
  const asking = await makeAsking(await writer(), user, device().holder.recovery);
  await database().put("device", asking, "reset");
  return shown(asking);
}

/** Tells the server once more; gives the answer's bytes when there is one. Throws Told with the server's words on a refusal. */
export async function pollOffice(a: Asked): Promise<{ at: "unmet" | "waiting" } | { at: "answered"; answer: Uint8Array }> {
  const sig = await sign(device().keys, await askMessage(a.asking.body));
  const got = await postCbor("/api/v1/pin", a.asking.body, { "Sothon-Writer": await writer(), "Sothon-Signature": base64(sig) });
  if (got.status !== 200) {
    if (got.status === 0 || got.stranger || got.status >= 500) return { at: "unmet" };
    throw new Told("refused", "", "");
  }
  const answer = readReply(got.body!);
  return answer ? { at: "answered", answer } : { at: answer === null ? "waiting" : "unmet" };
}

/** The data key of an answer, by the network or by hand; rejects when it is not the answer to this request. */
export async function keyOf(a: Asked, answer: Uint8Array | string): Promise<Uint8Array> {
  const bytes = typeof answer === "string" ? unurl64(answer.replace(/\s+/g, "")) : answer;
  const raw = await openAnswer(a.asking, bytes, await writer());
  const probe = await takeDataKey(raw.slice());
  const at = await database().transaction("meta").store.openCursor();
  if (at) await unseal(probe, `meta|${at.key}`, at.value); // throws when it is another tablet's
  return raw;
}

/** Sets the new PIN and opens the tablet. */
export async function renewPin(user: User, raw: Uint8Array, pin: string): Promise<void> {
  const key = await takeDataKey(raw.slice());
  await setPin(user, raw.slice(), pin, [["reset", undefined]]);
  raw.fill(0);
  await open(key, user.id);
}
