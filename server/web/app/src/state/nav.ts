// Where the person is, kept in step with the back button of the device. Addresses never change: nothing about a
// household stands in the history of the browser.
import { home, now, phase, record, refreshHome, route, user, type Route } from "./app";
import { shellEn } from "../i18n/shell.en";
import { shellVi } from "../i18n/shell.vi";
import { OpenRecord } from "./record";
import { room } from "./room";
import { effect, signal } from "@preact/signals";
import { Told } from "../engine/calls";

/** A failure of opening a screen, in words. */
export const trouble = signal<Told | undefined>(undefined);
/** Where the record screen is: the question page, the row it is in, or one of its own views. */
export type Spot = { view: "page" | "contents" | "summary" | "returned" | "fork" | "newer" | "talk"; key: string; row: string; back?: Spot };
export const spot = signal<Spot>({ view: "page", key: "", row: "" });

const backs: (() => void)[] = [];

/** Goes to a screen; the back button undoes it. */
export function go(to: Route): void {
  const from = route.value;
  backs.push(() => (route.value = from));
  history.pushState(null, "");
  route.value = to;
}

/** Goes to one of the four tabs: the way back is the home tab, then out. */
export function tab(to: Route): void {
  if (route.value.at === to.at) return;
  backs.length = 0;
  route.value = to;
}

/** Something opened over the screen that the back button should close first. */
export function pushBack(undo: () => void): void {
  backs.push(undo);
  history.pushState(null, "");
}

export const back = (): void => history.back();

addEventListener("popstate", () => {
  const undo = backs.pop();
  if (undo) undo();
  else if (route.value.at !== "today") route.value = { at: "today" };
});

/** On a full tablet what is open can be finished, a new form can not be begun. */
const noRoom = (): Told => new Told("full", shellVi.room.stop, shellEn.room.stop);

/** Opens the record of a household. */
export async function openRecord(caseId: string, to?: (opened: OpenRecord) => Spot | undefined): Promise<void> {
  trouble.value = undefined;
  if (room.value !== "ok" && home.value?.households.find((h) => h.case === caseId)?.state === "new") return void (trouble.value = noRoom());
  try {
    const opened = await OpenRecord.open(now().session, caseId);
    record.value = opened;
    spot.value = to?.(opened) ?? firstSpot(opened);
    const from = route.value;
    backs.push(() => void leaveRecord(from));
    history.pushState(null, "");
    route.value = { at: "record", case: caseId };
  } catch (e) {
    trouble.value = e instanceof Told ? e : new Told("internal", "Chưa mở được phiếu này.", "The record could not be opened.");
  }
}

export function firstSpot(opened: OpenRecord): Spot {
  const { position, state } = opened.opened;
  if (state === "returned") return { view: "returned", key: "", row: "" };
  if (!position) return { view: "page", key: "", row: "" };
  return { view: "page", key: position, row: position.includes(":") ? position.slice(0, position.lastIndexOf(":")) : "" };
}

/** Leaves the record: its answers become one change and are sent when there is a network. */
export async function leaveRecord(to: Route = { at: "today" }): Promise<void> {
  const open = record.value;
  route.value = to.at === "record" ? { at: "today" } : to;
  record.value = undefined;
  if (!open) return;
  try {
    if (!open.readOnly) await open.close();
    await refreshHome();
    void now().loop.now();
  } catch (e) {
    if (e instanceof Told && phase.value === "open") trouble.value = e;
  }
}

/** What the first page says of the record left last; undefined after anything else is opened. */
export const leftLast = signal<{ name: string; done: boolean } | undefined>(undefined);

/** Ends a record by its own buttons, leaving no trace for the back button. done: it was finished. */
export async function finishRecord(done = false): Promise<void> {
  backs.length = 0;
  const open = record.value;
  const name = open && !open.readOnly ? [...(home.value?.households ?? []), ...(home.value?.returned ?? [])].find((s) => s.case === open.caseId)?.name : undefined;
  await leaveRecord({ at: "today" });
  if (name && !trouble.value) leftLast.value = { name, done };
}

effect(() => {
  if (route.value.at !== "today" || phase.value !== "open") leftLast.value = undefined;
});
effect(() => {
  if (phase.value === "open") return;
  backs.length = 0;
  trouble.value = undefined;
});

/** How the screens address the person who holds the tablet. */
export const kin = (): string => user.value.kin || "anh/chị";
