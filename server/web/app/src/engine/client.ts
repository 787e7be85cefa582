import { Told, type Answer, type Args, type CallName, type Engine, type StoredAt } from "./calls";
import type { Reply, Request } from "./worker";

/** Starts the worker and gives typed calls to it. Calls are answered in the order they were made. */
export function startEngine(): Engine {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, { done: (r: Reply) => void; fail: (e: Error) => void }>();
  let last = 0;
  let dead: Told | undefined;

  const stop = (why: Told) => {
    dead = why;
    worker.terminate();
    for (const w of waiting.values()) w.fail(why);
    waiting.clear();
  };
  worker.onmessage = (event: MessageEvent<Reply>) => {
    waiting.get(event.data.id)?.done(event.data);
    waiting.delete(event.data.id);
  };
  worker.onerror = () =>
    stop(new Told("engine", "Phần tính toán dừng đột ngột. Những gì đã lưu vẫn còn; mở lại ứng dụng.", "The engine stopped. What was saved is kept; open the app again."));

  async function ask<N extends CallName>(name: N, args: object, bins: Uint8Array[], stored?: StoredAt) {
    if (dead) throw dead;
    const id = ++last;
    const message: Request = { id, name, json: JSON.stringify(args), bins, stored };
    const reply = await new Promise<Reply>((done, fail) => {
      waiting.set(id, { done, fail });
      worker.postMessage(message);
    });
    const out = JSON.parse(reply.json) as Answer<N> & { error?: { code: string; vi: string; en: string } };
    if (out.error) throw new Told(out.error.code, out.error.vi, out.error.en);
    return { out: out as Answer<N>, bins: reply.bins, weights: reply.weights ?? [] };
  }

  return {
    call: <N extends CallName>(name: N, args: Args<N>, bins: Uint8Array[] = []) => ask(name, args, bins),
    load: (from, user) => ask("load", { user }, [], from),
    end: () => stop(new Told("locked", "Máy đã khoá.", "Locked.")),
  };
}
