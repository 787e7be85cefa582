/// <reference lib="webworker" />
import { argon2id } from "hash-wasm";
import type { Kdf } from "./keys";

const run = (pin: string, kdf: Kdf) =>
  argon2id({ password: pin, salt: kdf.salt, memorySize: kdf.m, iterations: kdf.t, parallelism: kdf.p, hashLength: 32, outputType: "binary" });

// a first small run compiles it before it is needed
const warm = run("0", { salt: new Uint8Array(16), m: 8, t: 1, p: 1 }).catch(() => undefined);

self.onmessage = async (event: MessageEvent<{ pin: string; kdf: Kdf }>) => {
  await warm;
  const out = await run(event.data.pin, event.data.kdf);
  self.postMessage(out, { transfer: [out.buffer] });
};
