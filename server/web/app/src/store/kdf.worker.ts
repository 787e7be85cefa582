/// <reference lib="webworker" />
import { argon2id } from "hash-wasm";
import type { Kdf } from "./keys";

self.onmessage = async (event: MessageEvent<{ pin: string; kdf: Kdf }>) => {
  const { pin, kdf } = event.data;
  const out = await argon2id({ password: pin, salt: kdf.salt, memorySize: kdf.m, iterations: kdf.t, parallelism: kdf.p, hashLength: 32, outputType: "binary" });
  self.postMessage(out, { transfer: [out.buffer] });
};
