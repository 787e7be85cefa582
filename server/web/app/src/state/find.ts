// What is typed and chosen on the screen that finds households; it stays while the app is open and goes with the lock.
import { computed, signal } from "@preact/signals";
import type { State, Summary } from "../engine/calls";
import { home, now, onLock } from "./app";
import { fold } from "../text/find";

export type Chosen = "all" | "mine" | "open" | "draft" | "here" | "sent" | "returned" | "approved";

export const typed = signal("");
export const village = signal("");
export const chosen = signal<Chosen>("all");
/** What the engine found for a text, in its order; undefined while nothing is typed. */
export const answer = signal<{ text: string; hits: { case: string; why: string }[] } | undefined>(undefined);

const groups: Record<State, Chosen> = {
  new: "open", draft: "draft", finished: "sent", received: "sent", fixed: "sent", changed: "sent", conflict: "sent", held: "sent", returned: "returned", approved: "approved",
};

/** Whether a household is among those chosen. What exists only here may be in any state. */
export const fits = (s: Summary, c: Chosen): boolean => (c === "all" ? true : c === "mine" ? s.mine === true : c === "here" ? s.unsent : groups[s.state] === c);

const byCase = computed(() => new Map((home.value?.households ?? []).map((s) => [s.case, s])));

export type Hit = { s: Summary; why: string };
/** The households that are shown, in order. */
export const found = computed((): Hit[] => {
  const here = (s: Summary) => (village.value === "" || s.area === village.value) && fits(s, chosen.value);
  const got = answer.value;
  if (!got) return (home.value?.byName ?? []).filter(here).map((s) => ({ s, why: "" }));
  return got.hits.flatMap((h) => {
    const s = byCase.value.get(h.case);
    return s && here(s) ? [{ s, why: h.why }] : [];
  });
});

/** How many households each choice has, within the chosen village. */
export const counts = computed((): Record<Chosen, number> => {
  const out: Record<Chosen, number> = { all: 0, mine: 0, open: 0, draft: 0, here: 0, sent: 0, returned: 0, approved: 0 };
  for (const s of home.value?.households ?? []) {
    if (village.value !== "" && s.area !== village.value) continue;
    for (const c of Object.keys(out) as Chosen[]) if (fits(s, c)) out[c]++;
  }
  return out;
});

let asked = 0;
/** Looks a text up; an answer that comes after a newer question is dropped. */
export async function look(text: string): Promise<void> {
  typed.value = text;
  const mine = ++asked;
  if (!fold(text)) return void (answer.value = undefined);
  const got = await now().session.run("search", { text: text.normalize("NFC") }).catch(() => undefined);
  if (got && mine === asked) answer.value = { text, hits: got.out.hits ?? [] };
}

/** What was typed, when it can be a name: the beginning of a new household. */
export const typedName = (): string => (/\d/.test(typed.value) ? "" : typed.value.trim());

onLock(() => {
  typed.value = village.value = "";
  chosen.value = "all";
  answer.value = undefined;
});
