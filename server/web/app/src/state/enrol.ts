// Joining a commune: new keys, the one-time code, then the PIN. Nothing is on disk before the PIN is set, and everything
// goes there in one transaction: an enrolment that is cut off leaves no half of itself.
import { type Engine, Told, type User } from "../engine/calls";
import { type DeviceKeys, type Holder, makeDeviceKeys, newDataKey, publicBytes, sealName, sign, takeDataKey, wrapByPin, wrapForRecovery } from "../store/keys";
import { noTries } from "../store/pin";
import { importDataKey, seal } from "../store/seal";
import { toWrites } from "../store/session";
import type { Write } from "../store/vault";
import { postCbor, unhex } from "../sync/http";
import { appVersion } from "../version";
import { open } from "./app";
import { database, tools } from "./own";
import { sealExcuse } from "./room";

export type Joined = { keys: DeviceKeys; writes: Write[]; user: User; recovery: string; ownerPub: string; workspaceName: string };
export type Refusal = "noserver" | "notours";

/** Shows the code to the server. Throws Told with the server's words, or with code "noserver" or "notours". */
export async function join(code: string, deviceName: string, excuse: string): Promise<Joined> {
  const engine = tools().engine();
  try {
    return await joinWith(engine, code, deviceName, excuse);
  } finally {
    engine.end();
  }
}

async function joinWith(engine: Engine, code: string, device: string, excuse: string): Promise<Joined> {
  const keys = await makeDeviceKeys();
  const pub = await publicBytes(keys);
  const message = (await engine.call("enrol.message", { code }, [pub])).bins[0]!;
  const body = (await engine.call("enrol.request", { code, device, app: appVersion, excuse }, [pub, await sign(keys, message)])).bins[0]!;
  const got = await postCbor("/api/v1/enrol", body);
  if (got.status === 0) throw new Told("noserver", "", "");
  const reply = await engine.call("enrol.reply", {}, [pub, got.body!]).catch((e: unknown) => {
    // a refusal of our server comes in its own words; a 200 that is not a reply of ours is a hotspot or a proxy
    if (e instanceof Told && got.status >= 400) throw e;
    throw new Told("notours", "", "");
  });
  const out = reply.out;
  return { keys, writes: toWrites(out.writes, reply.bins), user: out.user, recovery: out.recovery, ownerPub: out.ownerPub, workspaceName: out.workspaceName };
}

/** Sets the PIN, writes everything and opens the app. reason: why the commune goes on without the promise to keep data. */
export async function settle(joined: Joined, pin: string, reason?: string): Promise<void> {
  const raw = newDataKey();
  const holder: Holder = {
    wrap: await wrapByPin(raw, joined.user.id, pin, tools().stretch),
    name: await sealName(joined.keys, joined.user),
    recovery: await wrapForRecovery(raw, joined.recovery),
    ownerPub: unhex(joined.ownerPub),
  };
  const key = await importDataKey(raw);
  const sealed = await Promise.all(joined.writes.map(async (w) => ({ ...w, value: w.value && (await seal(key, `${w.s}|${w.k}`, w.value)) })));
  const excused = reason && (await sealExcuse(joined.keys.label, reason, Date.now()));
  const db = database();
  const tx = db.transaction(["meta", "change", "draft", "form", "list", "blobq", "blob", "device"], "readwrite", { durability: "strict" });
  const puts: Promise<unknown>[] = [
    tx.objectStore("device").put(joined.keys, "keys"),
    tx.objectStore("device").put(holder, "holder"),
    tx.objectStore("device").put(noTries, "tries"),
    ...(excused ? [tx.objectStore("device").put(excused, "excuse")] : []),
  ];
  for (const w of sealed) {
    const store = tx.objectStore(w.s as "meta");
    puts.push(w.value ? store.put(w.value, w.k) : store.delete(w.k));
  }
  await Promise.all([...puts, tx.done]);
  await open(await takeDataKey(raw), joined.user.id);
}
