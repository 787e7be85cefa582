// Argon2id in a worker of its own: it takes a second or two on a cheap tablet, and its 64 MiB go away with the worker.
import type { Kdf, Stretch } from "./keys";

const start = (): Worker => new Worker(new URL("./kdf.worker.ts", import.meta.url), { type: "module" });
let spare: Worker | undefined;
/** Starts the worker while the PIN is still being typed. */
export function readyToStretch(): void {
  spare ??= start();
}

export const stretchInWorker: Stretch = (pin: string, kdf: Kdf) =>
  new Promise((done, fail) => {
    const worker = spare ?? start();
    spare = undefined;
    worker.onmessage = (event: MessageEvent<Uint8Array>) => {
      worker.terminate();
      done(event.data);
    };
    worker.onerror = () => {
      worker.terminate();
      fail(new Error("argon2"));
    };
    worker.postMessage({ pin, kdf });
  });
