// When to sync: on opening, when the network comes back, when the app is looked at again, every five minutes, after a
// record is left, and by the button. One at a time; a failure never stands in the way of the form.
import { signal } from "@preact/signals";
import type { Told } from "../engine/calls";
import { type Exchanged, exchange, notMet, type Party, Stopped } from "./exchange";
import { reachable } from "./http";
import { sendPhotos } from "./photos";

export type SyncState = {
  /** photosleft: the commune has every record of this sync, but not every photo. */
  kind: "idle" | "sending" | "photos" | "photosleft" | "done" | "offline" | "noserver" | "portal" | "clock" | "cut" | "refused" | "unsaved";
  acked: number; waiting: number; photosSent: number; photosTotal: number;
  at: number; took: number; bytes: number; retryAt: number; clockOffset: number;
  /** bytes of photos sent in this sync, and of all that were in line */
  photoBytes: number; photoTotal: number;
  /** failures in a row */
  failures: number;
  arrived: Exchanged["arrived"]; told?: Told; revoked: boolean; stopped?: Told;
};

const nothing: SyncState = {
  kind: "idle", acked: 0, waiting: 0, photosSent: 0, photosTotal: 0, at: 0, took: 0, bytes: 0, retryAt: 0, clockOffset: 0, photoBytes: 0, photoTotal: 0, failures: 0,
  arrived: { records: 0, returned: 0, approved: 0, conflicts: 0 }, revoked: false,
};
export const syncState = signal<SyncState>(nothing);

const unmetKinds: Set<SyncState["kind"]> = new Set(["offline", "noserver", "portal", "clock"]);
const usual = 5 * 60_000;
const waits = [30_000, 60_000, 120_000, usual];
/** The wait before the next try after a number of failures, ±20 % so that a village's tablets do not come all at once. */
export const waitAfter = (failures: number, chance = Math.random()): number => Math.round(waits[Math.min(failures, waits.length - 1)]! * (0.8 + 0.4 * chance));

export class SyncLoop {
  #running: Promise<void> | undefined;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #ended = false;
  #nudge = () => void this.now();
  #look = () => { if (document.visibilityState === "visible") void this.now(); };

  /** obey carries out an order to erase: it is called when everything that could be sent was sent. */
  constructor(readonly party: Party, readonly after: () => Promise<void>, readonly obey?: () => Promise<"again" | "done">) {
    syncState.value = nothing;
    addEventListener("online", this.#nudge);
    document.addEventListener("visibilitychange", this.#look);
  }

  /** Syncs now, or once more after the one that runs. Never rejects. */
  now(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    clearTimeout(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#ended) return;
      if (this.#again) {
        this.#again = false;
        void this.now();
        return;
      }
      this.#plan();
    });
    return this.#running;
  }

  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.#nudge);
    document.removeEventListener("visibilitychange", this.#look);
  }

  async #run(): Promise<void> {
    const began = Date.now();
    const set = (part: Partial<SyncState>) => { if (!this.#ended) syncState.value = { ...syncState.value, ...part }; };
    set({ kind: "sending", told: undefined, stopped: undefined, acked: 0, waiting: 0 });
    try {
      const got = await exchange(this.party, (p) => set({ acked: p.acked, waiting: p.waiting, arrived: p.arrived }));
      set({ clockOffset: got.clockOffset, revoked: got.revoked, stopped: got.stopped, arrived: got.arrived, bytes: got.bytes });
      await this.after();
      set({ kind: "photos" });
      const told = await this.#photos(set);
      if (got.wipe && this.obey && (await this.obey()) === "again") return await this.#run();
      if (told) {
        set({ kind: "photosleft", told: told.told, at: Date.now(), retryAt: Date.now() + this.#wait() });
      } else {
        this.#failures = 0;
        set({ kind: "done", failures: 0, at: Date.now(), took: Date.now() - began, retryAt: 0 });
      }
    } catch (e) {
      const why = e instanceof Stopped ? e : new Stopped("refused", (e as { vi?: string }).vi ? (e as Told) : undefined);
      set({ kind: why.why, told: why.told, retryAt: Date.now() + this.#wait() });
    }
    await this.after().catch(() => {});
  }

  /** Sends the photos; gives why some are left, in the server's words where it said any. Records are there already. */
  async #photos(set: (part: Partial<SyncState>) => void): Promise<{ told?: Told } | undefined> {
    try {
      const left = await sendPhotos(this.party, (x) => set({ photosSent: x.sent, photosTotal: x.total, photoBytes: x.bytes, photoTotal: x.ofBytes }));
      return left > 0 ? {} : undefined;
    } catch (e) {
      if (!(e instanceof Stopped) || e.why === "unsaved") throw e;
      return { told: e.told };
    }
  }

  #wait(): number {
    const wait = waitAfter(this.#failures++);
    if (!this.#ended) syncState.value = { ...syncState.value, failures: this.#failures };
    return wait;
  }

  #plan(): void {
    const { kind, retryAt } = syncState.value;
    const failed = kind !== "done" && kind !== "idle";
    this.#timer = setTimeout(() => void this.#due(kind), failed ? Math.max(1000, retryAt - Date.now()) : waitAfter(waits.length));
  }

  /** After a failure of the network a small question is asked first, and the whole sync only when something answers. */
  async #due(kind: SyncState["kind"]): Promise<void> {
    if (this.#ended) return;
    if (unmetKinds.has(kind) && !(await reachable())) {
      if (this.#ended || this.#running) return;
      const retryAt = Date.now() + this.#wait();
      syncState.value = { ...syncState.value, kind: notMet(this.party, kind === "portal").why, retryAt };
      this.#plan();
      return;
    }
    void this.now();
  }
}
