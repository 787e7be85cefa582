// Which PINs are refused, and how long a wrong one makes the next try wait. The wait is a brake for a finder of the
// tablet, not a wall: who copies the whole profile resets it (docs: the limits of a six-digit PIN).

/** Six digits that are not one of the easy ones: repeats, runs, pairs, years of birth typed twice. */
export function pinProblem(pin: string): "short" | "easy" | undefined {
  if (!/^[0-9]{6}$/.test(pin)) return "short";
  if (/^(\d)\1{5}$/.test(pin) || /^(\d\d)\1\1$/.test(pin) || /^(\d{3})\1$/.test(pin)) return "easy";
  if (/^(\d)\1(\d)\2(\d)\3$/.test(pin) || /^(\d)\1\1(\d)\2\2$/.test(pin)) return "easy";
  const runs = ["01234567890", "09876543210"];
  if (runs.some((r) => r.includes(pin))) return "easy";
  if (["112358", "147258", "258369", "159357", "147852", "102030", "135790", "246810"].includes(pin)) return "easy";
  return undefined;
}

export type Tries = { wrong: number; until: number };
export const noTries: Tries = { wrong: 0, until: 0 };
export const freeTries = 5;
const waits = [1, 5, 15, 60];

/** After one more wrong PIN at time now. The first five cost nothing but the fifth starts the waits of 1, 5, 15, 60 minutes. */
export function afterWrong(tries: Tries, now: number): Tries {
  const wrong = tries.wrong + 1;
  if (wrong < freeTries) return { wrong, until: 0 };
  const minutes = waits[Math.min(wrong - freeTries, waits.length - 1)]!;
  return { wrong, until: now + minutes * 60_000 };
}

/** Milliseconds still to wait; a clock set back can not make it longer than the longest wait. */
export const waitLeft = (tries: Tries, now: number): number => Math.max(0, Math.min(tries.until - now, 60 * 60_000));
