import { en } from "./en";
import { lang } from "./lang";
import { vi, type Catalogue } from "./vi";

/** The texts in the language of the moment; reading it inside a component makes the component follow the language. */
export const t = (): Catalogue => (lang.value === "en" ? en : vi);

/** The half of a server's or engine's message that fits. */
export const told = (e: { vi?: string; en?: string } | undefined): string => (e ? ((lang.value === "en" ? e.en : e.vi) ?? e.vi ?? e.en ?? "") : "");

export { lang, setLang, type Lang } from "./lang";
