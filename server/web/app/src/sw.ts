/// <reference lib="webworker" />
// The service worker: every file of this version is fetched once and served from here ever after; requests to the
// server's API never pass through it. It takes over only when the page asks (update.ts).
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: { url: string; revision: string | null }[];

precacheAndRoute(__PRECACHE__, { directoryIndex: "index.html", cleanURLs: false });
cleanupOutdatedCaches();
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
