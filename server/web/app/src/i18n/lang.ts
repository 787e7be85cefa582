import { signal } from "@preact/signals";

export type Lang = "vi" | "en";
const key = "sothon.lang";

const stored = (): Lang => {
  try {
    return localStorage.getItem(key) === "en" ? "en" : "vi";
  } catch {
    return "vi";
  }
};

/** The language of the screens; a form shows its own texts in it when it has them. */
export const lang = signal<Lang>(typeof localStorage === "undefined" ? "vi" : stored());

export function setLang(next: Lang): void {
  lang.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // a private window may refuse; the choice then lasts until the window closes
  }
}
