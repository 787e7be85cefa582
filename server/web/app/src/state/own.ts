// What the running app has in hand: the outside it was given, the database, the tablet as enrolled, the unlocked session.
// Kept apart from what is done with them, so that users, room and enrolment need not know each other.
import { type Engine, Told } from "../engine/calls";
import type { Database } from "../store/db";
import type { Device, Stretch } from "../store/keys";
import type { Reserve } from "../store/reserve";
import type { Session } from "../store/session";
import type { SyncLoop } from "../sync/loop";

/** What the outside gives: a real engine and key stretching in the app, others in tests. */
export type Outside = { engine: () => Engine; stretch: Stretch; reserve?: Reserve };
export type Unlocked = { session: Session; loop: SyncLoop };

export const own: { outside?: Outside; db?: Database; device?: Device; unlocked?: Unlocked } = {};

export const tools = (): Outside => own.outside!;
export const database = (): Database => own.db!;
/** The tablet as enrolled. Throws before enrolment. */
export const device = (): Device => {
  if (!own.device) throw new Told("internal", "Máy chưa đăng ký.", "Not enrolled.");
  return own.device;
};
export const now = (): Unlocked => {
  if (!own.unlocked) throw new Told("locked", "Máy đã khoá.", "Locked.");
  return own.unlocked;
};
