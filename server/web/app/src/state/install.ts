// Installing to the home screen: the browser's own question, kept until the person presses our button; whether the app runs
// as an installed one. An installed app is the surest way to the promise that data are kept.
import { signal } from "@preact/signals";

type Question = Event & { prompt(): Promise<void>; userChoice: Promise<{ outcome: "accepted" | "dismissed" }> };
let question: Question | undefined;

export const canInstall = signal(false);
export const standalone = signal(false);

export function watchInstall(): void {
  const shown = matchMedia("(display-mode: standalone)");
  standalone.value = shown.matches;
  shown.addEventListener("change", () => (standalone.value = shown.matches));
  addEventListener("beforeinstallprompt", (e) => {
    e.preventDefault();
    question = e as Question;
    canInstall.value = true;
  });
  addEventListener("appinstalled", () => {
    question = undefined;
    canInstall.value = false;
    standalone.value = true;
  });
}

/** Asks to install; true when the person did. */
export async function install(): Promise<boolean> {
  const asked = question;
  question = undefined;
  canInstall.value = false;
  if (!asked) return false;
  await asked.prompt();
  return (await asked.userChoice).outcome === "accepted";
}
