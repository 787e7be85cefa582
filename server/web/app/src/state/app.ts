// The app as a whole: which phase it is in, what it opened, where the person is. Screens read the signals and call the
// functions; nothing here draws.
import { computed, signal } from "@preact/signals";
import { Told, type Home, type HomeTold, type User } from "../engine/calls";
import { missingApis, type Lack } from "../env";
import { type Database, databaseName, openDatabase } from "../store/db";
import { keepUsers, publicBytes, readDevice, takeDataKey } from "../store/keys";
import { takeTurn, type Turn } from "../store/lock";
import { Session } from "../store/session";
import { takeFence, Vault } from "../store/vault";
import { writerOf } from "../sync/http";
import type { Party } from "../sync/exchange";
import { SyncLoop } from "../sync/loop";
import { lang } from "../i18n";
import { zoneMinutes } from "../text/dates";
import { appVersion } from "../version";
import type { OpenRecord } from "./record";
import { database, device, own, type Outside, tools, type Unlocked } from "./own";
import { joinGlance, splitGlance, unpack } from "./packed";
import { lookAtPersistence, readExcuse, room, tendRoom } from "./room";
import { eraseAll, keptReceipt, signReceipt, tellReceipt } from "./wipe";
import { allowed, chosen, keyByPin, people, showPeople } from "./users";

export { now } from "./own";

export type Phase = "starting" | "wiped" | "broken" | "cannot" | "elsewhere" | "newer" | "enrol" | "locked" | "open";
export type Route =
  | { at: "today" } | { at: "find" } | { at: "sync" } | { at: "device" }
  | { at: "newHouse" } | { at: "household"; case: string } | { at: "record"; case: string };

export const phase = signal<Phase>("starting");
/** True from joining until the person has seen the households arrive: the app is open, the enrolment's screen still shows. */
export const joining = signal(false);
export const lack = signal<Lack | undefined>(undefined);
export const route = signal<Route>({ at: "today" });
export const user = signal<User>({ id: "", name: "", kin: "" });
export const workspaceName = signal("");
export const onlyHere = signal(0);
export const stopped = signal<Told | undefined>(undefined);
export const record = signal<OpenRecord | undefined>(undefined);

/** After so many days without a word of the commune the list of households is hidden until the next sync. */
export const contactDays = 14;
/** The lists are the engine's, no longer those of the last time. */
export const fresh = signal(false);
/** What the engine told last; screens see home. */
const whole = signal<Home | undefined>(undefined);
const clockNow = signal(Date.now());
export const stale = computed(() => overdue(whole.value, clockNow.value));
/** The lists that may be shown. */
export const home = computed(() => (whole.value && stale.value ? hidden(whole.value) : whole.value));

export const overdue = (h: Pick<Home, "lastSync"> | undefined, at: number): boolean => !!h?.lastSync && at - h.lastSync >= contactDays * 86_400_000;

/** Only what is not yet at the commune: unsent work stays open to whoever did it. */
export function hidden(h: Home): Home {
  const own = (s: Home["households"][number]) => s.unsent || s.state === "draft";
  return { ...h, areas: [], returned: h.returned.filter(own), households: h.households.filter(own), byName: h.byName.filter(own) };
}

let turn: Turn | undefined;

/** Starts the app: what is missing, whose turn it is, enrolled or not. force takes the turn from another window. */
export async function begin(given: Outside, force = false): Promise<void> {
  own.outside = given;
  lack.value = missingApis();
  if (lack.value) return void (phase.value = "cannot");
  if (keptReceipt()) return finishWipe();
  const opened = openIt();
  opened.catch(() => undefined);
  turn = await takeTurn(force, () => lock("elsewhere"));
  if (!turn) {
    void opened.then((db) => db.close(), () => undefined);
    return void (phase.value = "elsewhere");
  }
  void turn.lost.then(() => lock("elsewhere"));
  try {
    own.db = await opened;
  } catch {
    lack.value = { why: "storage" };
    return void (phase.value = "cannot");
  }
  await enter();
  await lookAtPersistence();
}

const mark = "sothon.enrolled";
/** This tablet was enrolled and its data are gone: the browser, or somebody, cleared them. */
export const erased = signal(false);
const wasEnrolled = (): boolean => {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    return false;
  }
};
function markEnrolled(): void {
  try {
    localStorage.setItem(mark, "1");
  } catch {
    // then it can not be told later
  }
}

const openIt = () => openDatabase(() => void lock("newer"), databaseName, () => void reopen().catch(() => lock("broken")));

let opening: Promise<Database> | undefined;
/** After the browser closed the database by itself: the room kept back is given up for it, and it is opened again. */
function reopen(): Promise<Database> {
  opening ??= (async () => {
    await tools().reserve?.release();
    own.db?.close();
    const db = await openIt();
    own.db = db;
    // a browser short of room may clear everything of a page that it made no promise to
    if (own.device && !(await db.get("device", "keys"))) {
      erased.value = true;
      throw new Error("erased");
    }
    return db;
  })().finally(() => (opening = undefined));
  return opening;
}

/** Reads who the tablet belongs to and shows the lock or the enrolment. */
export async function enter(): Promise<void> {
  const db = database();
  own.device = await readDevice(db);
  onlyHere.value = ((await db.get("device", "onlyHere")) as number | undefined) ?? 0;
  erased.value = !own.device && wasEnrolled();
  if (!own.device) return void (phase.value = "enrol");
  markEnrolled();
  await showPeople(own.device, (await db.get("device", "lastUser")) as string | undefined);
  phase.value = "locked";
}

/** One try of the PIN at the lock screen. */
export async function tryPin(user: string, pin: string): Promise<"open" | "wrong" | "wait"> {
  const raw = await keyByPin(user, pin);
  if (raw === "wrong" || raw === "wait") return raw;
  await open(await takeDataKey(raw), user);
  return "open";
}

/** Loads everything into a new engine. Throws when something on disk can not be opened; nothing is deleted then. */
export async function open(dataKey: CryptoKey, as: string): Promise<Unlocked> {
  const db = database();
  own.device ??= await readDevice(db);
  const mine = device();
  if (people.value.length === 0) await showPeople(mine, as);
  const vault = new Vault(db, dataKey, takeFence(db), tools().reserve, (seen) => (room.value = seen), reopen);
  const session = new Session(tools().engine(), vault, () => void lock("elsewhere"));
  const pub = await publicBytes(mine.keys);
  const party = { session, keys: mine.keys, writer: await writerOf(pub), ownerPub: mine.holder.ownerPub, app: appVersion,
    quiet: async () => record.value?.flush(), lastContact: () => whole.value?.lastSync ?? 0 };
  const opened = { session, loop: new SyncLoop(party, () => hearAll(session), () => obeyWipe(party)) };
  // first in the line of calls: whatever a screen asks comes after it
  const loaded = load(session, as);
  loaded.catch(() => undefined);
  fault.value = undefined;
  const early = await glance(vault, as);
  if (!early) {
    await loaded.catch(async (e: unknown) => {
      await opened.loop.end();
      session.engine.end();
      vault.close();
      throw e;
    });
  }
  own.unlocked = opened;
  markEnrolled();
  void db.put("device", as, "lastUser").catch(() => undefined);
  chosen.value = as;
  await readExcuse().catch(() => undefined);
  route.value = { at: "today" };
  const ready = async () => {
    await loaded;
    if (own.unlocked !== opened) return;
    await refreshHome();
    phase.value = "open";
    void tendRoom(true);
    const warm = () => void session.run("warm", { lang: lang.value, at: Date.now(), zone: zoneMinutes() }).catch(() => undefined).finally(() => opened.loop.now());
    if ("requestIdleCallback" in globalThis) requestIdleCallback(warm, { timeout: 2000 });
    else warm();
  };
  if (!early) await ready();
  else {
    user.value = people.value.find((p) => p.id === as) ?? user.value;
    workspaceName.value = early.glance.workspace;
    whole.value = early.home;
    clockNow.value = Date.now();
    phase.value = "open";
    // what was shown is what was true last; when the stores can not be read after all, the lock screen says so
    ready().catch(async (e: unknown) => {
      if (own.unlocked !== opened) return;
      fault.value = e instanceof Told ? e : new Told("storage", "Không đọc được dữ liệu trên máy. Đừng xoá ứng dụng; mang máy lên xã.", "The data on this device can not be read. Do not remove the app; bring the device to the office.");
      await lock();
    });
  }
  return opened;
}

/** Why the tablet locked again just after it was opened. */
export const fault = signal<Told | undefined>(undefined);

/** Lets the engine take everything that is stored. Rejects when something can not be opened; nothing is deleted then. */
async function load(session: Session, as: string): Promise<void> {
  const out = await session.load(as);
  user.value = out.user?.name ? out.user : (people.value.find((p) => p.id === as) ?? user.value);
  await meet(out.users ?? []);
  workspaceName.value = out.workspaceName;
  stopped.value = out.stopped?.code ? new Told(out.stopped.code, out.stopped.vi, out.stopped.en) : undefined;
}

/** The bytes of the glance as they lie on disk. */
let kept: Uint8Array | undefined;
const glanceAt = (as: string): string => `home|${as}`;
/** The first page as this person saw it last, or undefined. */
async function glance(vault: Vault, as: string): Promise<ReturnType<typeof splitGlance> | undefined> {
  try {
    kept = await vault.copy("home", glanceAt(as));
    return kept && splitGlance(kept);
  } catch {
    return undefined; // of another version of the app
  }
}

/** Keeps the first page for the next start, while nothing else is to be done. */
function keepGlance(session: Session, told: HomeTold, households: Uint8Array): void {
  const bytes = joinGlance({ told, workspace: workspaceName.value }, households);
  if (kept?.length === bytes.length && kept.every((b, i) => b === bytes[i])) return;
  kept = bytes;
  const as = chosen.value;
  const keep = () => void (own.unlocked?.session === session && session.vault.keepCopy("home", glanceAt(as), bytes).catch(() => (kept = undefined)));
  if ("requestIdleCallback" in globalThis) requestIdleCallback(keep, { timeout: 3000 });
  else keep();
}

/** After a sync: the lists, the open record, who may work here. */
async function hearAll(session: Session): Promise<void> {
  await refreshHome();
  await record.value?.hear();
  await tendRoom();
  await meet((await session.run("users", {})).out.users ?? []);
}

/** Takes over whom the grant allows here; a person who no longer is loses the PIN at once. */
async function meet(users: User[]): Promise<void> {
  allowed.value = users;
  if (users.length === 0) return;
  const ids = new Set(users.map((u) => u.id));
  if (device().users.slice(1).every((u) => ids.has(u.wrap.user))) return;
  await keepUsers(database(), ids);
  own.device = await readDevice(database());
  people.value = people.value.filter((p) => device().users.some((u) => u.wrap.user === p.id));
}

/** Asks the engine again for the lists and the counts. The count stays on disk in the clear for the lock screen. */
export async function refreshHome(): Promise<void> {
  if (!own.unlocked) return;
  const { session } = own.unlocked;
  const got = await session.run("home", { now: Date.now() });
  if (own.unlocked?.session !== session) return;
  whole.value = unpack(got.out, got.bins[0]!);
  fresh.value = true;
  keepGlance(session, got.out, got.bins[0]!);
  clockNow.value = Date.now();
  if (got.out.onlyHere !== onlyHere.value) {
    onlyHere.value = got.out.onlyHere;
    await database().put("device", got.out.onlyHere, "onlyHere").catch(() => undefined);
  }
}

/** The order to erase, after what could be sent was: an open form is closed first and sent too. */
async function obeyWipe(party: Party): Promise<"again" | "done"> {
  const form = record.value;
  if (form) {
    route.value = { at: "today" };
    record.value = undefined;
    await form.close();
    return "again";
  }
  await signReceipt(party);
  await lock("wiped");
  await finishWipe();
  return "done";
}

/** Erases a locked tablet whose receipt is signed and kept. */
export async function eraseNow(): Promise<void> {
  await lock("wiped");
  phase.value = "wiped";
  await finishWipe();
}

/** Erases and tells; also when an earlier start was cut off in the middle. */
async function finishWipe(): Promise<void> {
  phase.value = "wiped";
  own.db?.close();
  own.db = own.device = undefined;
  people.value = [];
  user.value = { id: "", name: "", kin: "" };
  await eraseAll();
  const receipt = keptReceipt();
  if (!receipt) return;
  while (!(await tellReceipt(receipt))) await new Promise((next) => setTimeout(next, 30_000));
}

const forgetful: (() => void)[] = [];
/** Screens that remember what was typed or shown forget it here. */
export const onLock = (forget: () => void): void => void forgetful.push(forget);

let locking: Promise<void> | undefined;
/** Leaves the open record, forgets the key and everything shown, ends the worker. */
export function lock(then: "locked" | "elsewhere" | "newer" | "wiped" | "broken" = "locked"): Promise<void> {
  locking ??= doLock(then).finally(() => (locking = undefined));
  return locking;
}

async function doLock(then: "locked" | "elsewhere" | "newer" | "wiped" | "broken"): Promise<void> {
  const was = own.unlocked;
  const open = record.value;
  own.unlocked = undefined;
  if (then !== "locked" || was) phase.value = then;
  record.value = undefined;
  whole.value = kept = undefined;
  fresh.value = false;
  workspaceName.value = "";
  allowed.value = [];
  for (const forget of forgetful) forget();
  if (was) {
    await was.loop.end();
    // the journal already has every answer; closing only makes the change a little earlier
    if (open && then === "locked") await Promise.race([open.close().catch(() => undefined), new Promise((next) => setTimeout(next, 3000))]);
    await was.session.end();
  }
  if (then === "elsewhere") {
    turn?.release();
    own.db?.close();
  }
}
