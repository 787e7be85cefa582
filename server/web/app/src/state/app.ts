// The app as a whole: which phase it is in, what it opened, where the person is. Screens read the signals and call the
// functions; nothing here draws.
import { signal } from "@preact/signals";
import { type Engine, Told, type Home, type User } from "../engine/calls";
import { missingApis, type Lack } from "../env";
import { type Database, openDatabase } from "../store/db";
import { type DeviceKeys, type Holder, publicBytes, readDevice, type Stretch, takeDataKey, unwrapByPin } from "../store/keys";
import { takeTurn, type Turn } from "../store/lock";
import { afterWrong, noTries, type Tries, waitLeft } from "../store/pin";
import { unseal } from "../store/seal";
import { Session } from "../store/session";
import { takeFence, Vault } from "../store/vault";
import { writerOf } from "../sync/http";
import { SyncLoop } from "../sync/loop";
import { appVersion } from "../version";
import type { OpenRecord } from "./record";

export type Phase = "starting" | "cannot" | "elsewhere" | "newer" | "enrol" | "locked" | "open";
export type Route =
  | { at: "today" } | { at: "find" } | { at: "sync" } | { at: "device" }
  | { at: "household"; case: string } | { at: "record"; case: string };

export const phase = signal<Phase>("starting");
export const lack = signal<Lack | undefined>(undefined);
export const route = signal<Route>({ at: "today" });
export const home = signal<Home | undefined>(undefined);
export const user = signal<User>({ id: "", name: "", kin: "" });
export const workspaceName = signal("");
export const onlyHere = signal(0);
export const stopped = signal<Told | undefined>(undefined);
export const persisted = signal<boolean | undefined>(undefined);
export const record = signal<OpenRecord | undefined>(undefined);

/** What the outside gives: a real engine and key stretching in the app, others in tests. */
export type Outside = { engine: () => Engine; stretch: Stretch };
export type Unlocked = { session: Session; loop: SyncLoop };

let outside: Outside;
let db: Database;
let turn: Turn | undefined;
let device: { keys: DeviceKeys; holder: Holder } | undefined;
let unlocked: Unlocked | undefined;

export const database = (): Database => db;
export const tools = (): Outside => outside;
export const now = (): Unlocked => {
  if (!unlocked) throw new Told("locked", "Máy đã khoá.", "Locked.");
  return unlocked;
};

/** Starts the app: what is missing, whose turn it is, enrolled or not. force takes the turn from another window. */
export async function begin(given: Outside, force = false): Promise<void> {
  outside = given;
  lack.value = missingApis();
  if (lack.value) return void (phase.value = "cannot");
  turn = await takeTurn(force, () => lock("elsewhere"));
  if (!turn) return void (phase.value = "elsewhere");
  void turn.lost.then(() => lock("elsewhere"));
  try {
    db = await openDatabase(() => void lock("newer"));
  } catch {
    lack.value = { why: "storage" };
    return void (phase.value = "cannot");
  }
  await enter();
  persisted.value = await navigator.storage?.persisted?.().catch(() => false);
}

/** Reads who the tablet belongs to and shows the lock or the enrolment. */
export async function enter(): Promise<void> {
  device = await readDevice(db);
  onlyHere.value = ((await db.get("device", "onlyHere")) as number | undefined) ?? 0;
  if (!device) return void (phase.value = "enrol");
  await showHolder(device);
  phase.value = "locked";
}

async function showHolder(d: { keys: DeviceKeys; holder: Holder }): Promise<void> {
  const bytes = await unseal(d.keys.label, "device|name", d.holder.name);
  user.value = JSON.parse(new TextDecoder().decode(bytes)) as User;
}

export const tries = async (): Promise<Tries> => ((await db.get("device", "tries")) as Tries | undefined) ?? noTries;

/** One try of the PIN. "wrong" has been counted on disk before the answer comes. */
export async function tryPin(pin: string): Promise<"open" | "wrong" | "wait"> {
  const before = await tries();
  if (waitLeft(before, Date.now()) > 0) return "wait";
  if (!device) throw new Told("internal", "Máy chưa đăng ký.", "Not enrolled.");
  // counted first: a page closed during the check has used its try
  await db.put("device", afterWrong(before, Date.now()), "tries");
  const raw = await unwrapByPin(device.holder.wrap, pin, outside.stretch);
  if (!raw) return "wrong";
  await db.put("device", noTries, "tries");
  await open(await takeDataKey(raw));
  return "open";
}

/** Loads everything into a new engine. Throws when something on disk can not be opened; nothing is deleted then. */
export async function open(dataKey: CryptoKey): Promise<Unlocked> {
  device ??= await readDevice(db);
  if (!device) throw new Told("internal", "Máy chưa đăng ký.", "Not enrolled.");
  const vault = new Vault(db, dataKey, await takeFence(db));
  const session = new Session(outside.engine(), vault, () => void lock("elsewhere"));
  try {
    const entries = await vault.entries();
    const got = await session.run("load", { entries: entries.map(({ s, k }) => ({ s, k })) }, entries.map((e) => e.value!));
    user.value = got.out.user?.name ? got.out.user : user.value;
    workspaceName.value = got.out.workspaceName;
    stopped.value = got.out.stopped?.code ? new Told(got.out.stopped.code, got.out.stopped.vi, got.out.stopped.en) : undefined;
  } catch (e) {
    session.engine.end();
    vault.close();
    throw e;
  }
  const pub = await publicBytes(device.keys);
  const party = { session, keys: device.keys, writer: await writerOf(pub), ownerPub: device.holder.ownerPub, app: appVersion };
  unlocked = { session, loop: new SyncLoop(party, () => refreshHome().then(() => record.value?.hear())) };
  await refreshHome();
  route.value = { at: "today" };
  phase.value = "open";
  void unlocked.loop.now();
  return unlocked;
}

/** Asks the engine again for the lists and the counts. The count stays on disk in the clear for the lock screen. */
export async function refreshHome(): Promise<void> {
  if (!unlocked) return;
  const got = await unlocked.session.run("home", {});
  home.value = got.out;
  if (got.out.onlyHere !== onlyHere.value) {
    onlyHere.value = got.out.onlyHere;
    await db.put("device", got.out.onlyHere, "onlyHere").catch(() => undefined);
  }
}

let locking: Promise<void> | undefined;
/** Leaves the open record, forgets the key and everything shown, ends the worker. */
export function lock(then: "locked" | "elsewhere" | "newer" = "locked"): Promise<void> {
  locking ??= doLock(then).finally(() => (locking = undefined));
  return locking;
}

async function doLock(then: "locked" | "elsewhere" | "newer"): Promise<void> {
  const was = unlocked;
  const open = record.value;
  unlocked = undefined;
  if (then !== "locked" || was) phase.value = then;
  record.value = undefined;
  home.value = undefined;
  workspaceName.value = "";
  if (was) {
    await was.loop.end();
    // the journal already has every answer; closing only makes the change a little earlier
    if (open && then === "locked") await Promise.race([open.close().catch(() => undefined), new Promise((next) => setTimeout(next, 3000))]);
    await was.session.end();
  }
  if (then === "elsewhere") {
    turn?.release();
    db?.close();
  }
}

export async function askToPersist(): Promise<void> {
  persisted.value = await navigator.storage?.persist?.().catch(() => false);
}
