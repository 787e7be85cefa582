// The service worker keeps the app for work without a network. A new version waits until the person asks for it.
import { signal } from "@preact/signals";
import { Workbox } from "workbox-window";

export const updateReady = signal(false);
let workbox: Workbox | undefined;

export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  workbox = new Workbox("/app/sw.js", { scope: "/app/" });
  workbox.addEventListener("waiting", () => (updateReady.value = true));
  void workbox.register().catch(() => undefined); // without it the app still works while there is a network
}

/** Takes the new version: the page reloads once it is in charge. The caller has left any open record. */
export async function applyUpdate(): Promise<void> {
  workbox?.addEventListener("controlling", () => location.reload());
  workbox?.messageSkipWaiting();
}
