// The worker that runs the engine. It answers one message at a time, in order: {id, name, json, bins} → {id, json, bins}.
/// <reference lib="webworker" />
import "./generated/wasm_exec.js";
import { readStored } from "../store/stored";
import type { StoredAt, Weights } from "./calls";
import wasmUrl from "./generated/sothon.wasm?url";

declare const Go: new () => { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> };
declare global {
  // set by cmd/formswasm when it is ready
  var sothonCall: ((name: string, json: string, bins: Uint8Array[]) => { json: string; bins: Uint8Array[] }) | undefined;
  var sothonReady: (() => void) | undefined;
}

/** stored: what lies there is read, opened and given to the call as its entries. */
export type Request = { id: number; name: string; json: string; bins: Uint8Array[]; stored?: StoredAt };
export type Reply = { id: number; json: string; bins: Uint8Array[]; weights?: Weights };

const fail = (vi: string, en: string) => JSON.stringify({ error: { code: "internal", vi, en } });

async function start(): Promise<string> {
  try {
    const go = new Go();
    const made = await instantiate(go.importObject);
    const ended = go.run(made);
    for (let i = 0; i < 2000 && !globalThis.sothonCall; i++) await new Promise((next) => setTimeout(next, 1));
    if (!globalThis.sothonCall) return fail("Phần tính toán của ứng dụng không khởi động được. Mở lại ứng dụng.", "The engine did not start. Open the app again.");
    void ended.finally(() => (globalThis.sothonCall = undefined));
    return "";
  } catch {
    return fail("Chưa tải được phần tính toán của ứng dụng. Nối mạng tới máy chủ của xã rồi mở lại.", "The engine could not be loaded. Connect to the commune's server and open the app again.");
  }
}

async function instantiate(imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  const got = await fetch(wasmUrl);
  if (!got.ok) throw new Error("wasm " + got.status);
  try {
    return (await WebAssembly.instantiateStreaming(got.clone(), imports)).instance;
  } catch {
    return (await WebAssembly.instantiate(await got.arrayBuffer(), imports)).instance;
  }
}

const started = start();

self.onmessage = async (event: MessageEvent<Request>) => {
  const { id, name, stored } = event.data;
  let { json, bins } = event.data;
  let weights: Weights | undefined;
  if (stored) {
    try {
      const got = await readStored(stored.database, stored.key); // the engine may still be starting
      ({ bins, weights } = got);
      json = JSON.stringify({ ...(JSON.parse(json) as object), entries: got.entries });
    } catch {
      const told = { code: "storage", vi: "Không mở được dữ liệu trên máy. Đừng xoá ứng dụng; mang máy lên xã.", en: "What is stored on this device can not be opened. Do not remove the app; bring the device to the office." };
      return self.postMessage({ id, json: JSON.stringify({ error: told }), bins: [] } satisfies Reply);
    }
  }
  const broken = await started;
  let reply: Reply;
  const run = globalThis.sothonCall;
  if (broken) reply = { id, json: broken, bins: [] };
  else if (!run) reply = { id, json: fail("Phần tính toán đã dừng. Những gì đã lưu vẫn còn; mở lại ứng dụng.", "The engine stopped. What was saved is kept; open the app again."), bins: [] };
  else {
    const out = run(name, json, bins);
    reply = { id, json: out.json, bins: out.bins, weights };
  }
  const moved = new Set<Transferable>();
  for (const b of reply.bins) if (b.byteLength === b.buffer.byteLength) moved.add(b.buffer as ArrayBuffer);
  self.postMessage(reply, { transfer: [...moved] });
};
