// Whether this browser and this address can carry the app at all, asked before anything else. The answer is words.

export type Lack = { why: "insecure" } | { why: "old"; missing: string } | { why: "storage" };

export function missingApis(): Lack | undefined {
  if (!globalThis.isSecureContext) return { why: "insecure" };
  const missing: string[] = [];
  if (!globalThis.crypto?.subtle) missing.push("WebCrypto");
  if (!globalThis.indexedDB) missing.push("IndexedDB");
  if (typeof WebAssembly === "undefined") missing.push("WebAssembly");
  if (typeof Worker === "undefined") missing.push("Web Worker");
  if (typeof CompressionStream === "undefined") missing.push("CompressionStream");
  if (!navigator.locks) missing.push("Web Locks");
  if (!("serviceWorker" in navigator)) missing.push("Service Worker");
  return missing.length > 0 ? { why: "old", missing: missing.join(", ") } : undefined;
}
