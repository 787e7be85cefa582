import { signal } from "@preact/signals";

/** How the screens look on this device: letter size 0-2, and sunlight ("nang") or dark ("toi"). Kept in the clear: it tells nothing. */
export type Look = { size: number; mode: "" | "nang" | "toi" };
const key = "sothon.look";

function stored(): Look {
  try {
    const got = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Look>;
    return { size: got.size === 1 || got.size === 2 ? got.size : 0, mode: got.mode === "nang" || got.mode === "toi" ? got.mode : "" };
  } catch {
    return { size: 0, mode: "" };
  }
}
export const look = signal<Look>(stored());

export function setLook(part: Partial<Look>): void {
  look.value = { ...look.value, ...part };
  apply();
  try {
    localStorage.setItem(key, JSON.stringify(look.value));
  } catch {
    // lasts until the window closes
  }
}

export function apply(): void {
  document.documentElement.dataset.co = String(look.value.size);
  if (look.value.mode) document.documentElement.dataset.cheDo = look.value.mode;
  else delete document.documentElement.dataset.cheDo;
}
