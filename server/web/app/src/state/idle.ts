// Locking by itself: after minutes without a touch, and after the screen was left. Nothing locks while something is being
// recorded, or while the camera app that the form itself opened is in front; that lasts ten minutes at most.
import { effect, signal } from "@preact/signals";
import { lock, phase, record } from "./app";

export const lockChoices = [1, 5, 10, 15] as const;
const key = "sothon.lock";
const stored = (): number => {
  try {
    const n = Number(localStorage.getItem(key));
    return (lockChoices as readonly number[]).includes(n) ? n : 5;
  } catch {
    return 5;
  }
};
/** Minutes without a touch after which the tablet locks. */
export const lockMinutes = signal(typeof localStorage === "undefined" ? 5 : stored());
export function setLockMinutes(n: number): void {
  lockMinutes.value = n;
  try {
    localStorage.setItem(key, String(n));
  } catch {
    // lasts until the window closes
  }
}

/** How long the app may be out of sight: a call, a glance at the map. Screens that go dark lock after it too. */
export const outOfSight = 60_000;
const longestHold = 10 * 60_000;

export type Watch = { now: number; touched: number; /** 0 = in sight */ hiddenAt: number; minutes: number; /** when each hold began */ holds: number[] };

/** Whether the tablet must lock now. */
export function due(w: Watch): boolean {
  if (w.holds.some((began) => w.now - began < longestHold && w.now >= began)) return false;
  return Math.abs(w.now - w.touched) >= w.minutes * 60_000 || (w.hiddenAt > 0 && Math.abs(w.now - w.hiddenAt) >= outOfSight);
}

const holds = new Map<symbol, number>();
/** Keeps the tablet open while something is recorded. Call what it gives when that has ended. */
export function stayOpen(): () => void {
  const mine = Symbol();
  holds.set(mine, Date.now());
  return () => {
    holds.delete(mine);
    touched = Date.now();
  };
}

let touched = Date.now();
let hiddenAt = 0;
const check = (): void => {
  if (phase.value === "open" && due({ now: Date.now(), touched, hiddenAt, minutes: lockMinutes.value, holds: [...holds.values()] })) void lock();
};

/** Begins to watch. */
export function watchIdle(): void {
  const seen = () => (touched = Date.now());
  for (const kind of ["pointerdown", "keydown", "touchstart", "scroll"]) addEventListener(kind, seen, { passive: true, capture: true });
  // a file field that opens the camera or the gallery puts the app out of sight by the form's own wish
  let release: (() => void) | undefined;
  const over = () => { release?.(); release = undefined; };
  addEventListener("click", (e) => {
    if (e.target instanceof HTMLInputElement && e.target.type === "file") { over(); release = stayOpen(); }
  }, { capture: true });
  for (const kind of ["change", "cancel"]) addEventListener(kind, (e) => { if (e.target instanceof HTMLInputElement && e.target.type === "file") over(); }, { capture: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      check();
      hiddenAt = 0;
    } else {
      hiddenAt = Date.now();
      void record.value?.flush();
    }
  });
  setInterval(check, 5_000);
  effect(() => {
    if (phase.value === "open") seen();
  });
}
