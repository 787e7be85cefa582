import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { Told, type CallName, type Engine } from "../src/engine/calls";
import { openDatabase } from "../src/store/db";
import { makeDeviceKeys, newDataKey, publicBytes, sign, takeDataKey } from "../src/store/keys";
import { Session } from "../src/store/session";
import { takeFence, Vault } from "../src/store/vault";
import { exchange, Stopped, type Party } from "../src/sync/exchange";

const owner = await makeDeviceKeys();
const stranger = await makeDeviceKeys();
const payload = new Uint8Array([7]);
let n = 0;

/** A party whose engine takes the server's body as [signature of the payload]. */
async function party(log: string[], over: Partial<Record<CallName, (bins: Uint8Array[]) => unknown>> = {}): Promise<Party> {
  const db = await openDatabase(() => {}, `x${++n}`);
  const engine: Engine = {
    async call(name, _args, bins = []) {
      log.push(name);
      const made = over[name]?.(bins);
      if (made) return { out: made as never, bins: [] };
      if (name === "sync.begin") return { out: { has: { changes: 1, blobs: 0 } } as never, bins: [payload] };
      if (name === "sync.body") return { out: { url: "/api/v1/sync" } as never, bins: [payload, payload] };
      if (name === "sync.unseal") return { out: {} as never, bins: [payload, bins[0]!, payload] };
      if (name === "sync.receive") return { out: { more: false, acked: 1, clockOffset: 0 } as never, bins: [] };
      throw new Told("wire", "không hiểu", "not ours");
    },
    load: async () => { throw new Error("not asked here"); },
    end() {},
  };
  const session = new Session(engine, new Vault(db, await takeDataKey(newDataKey()), Promise.resolve(await takeFence(db))), () => {});
  return { session, keys: await makeDeviceKeys(), writer: "00", ownerPub: await publicBytes(owner), app: "t" };
}
const serve = (status: number, body: Uint8Array | "cut" | "redirect", type = "application/cbor") => {
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("fetch", async () => {
    if (body === "redirect") return { type: "opaqueredirect", status: 0 } as Response;
    if (body === "cut") throw new TypeError("network");
    return new Response(status === 204 ? null : (body as BodyInit), { status, headers: { "Content-Type": type } });
  });
};
afterEach(() => vi.unstubAllGlobals());
const why = (p: Promise<unknown>) => p.then(() => "fine", (e: unknown) => (e instanceof Stopped ? e.why : String(e)));

test("an answer signed by the owner is received", async () => {
  const log: string[] = [];
  const p = await party(log);
  serve(200, await sign(owner, payload));
  expect((await exchange(p, () => {})).acked).toBe(1);
  expect(log).toEqual(["sync.begin", "sync.body", "sync.unseal", "sync.receive"]);
});

test.each([
  ["a hotspot's page", "text/html; charset=utf-8", "portal", async () => new TextEncoder().encode("<html>đăng nhập Wi-Fi</html>")],
  ["somebody else's signature", "application/cbor", "noserver", async () => sign(stranger, payload)],
  ["nothing", "application/cbor", "noserver", async () => new Uint8Array()],
  ["a redirect to a sign-in page", "", "portal", async () => "redirect" as const],
])("200 with %s is no acknowledgement", async (_name, type, reason, body) => {
  const log: string[] = [];
  const p = await party(log);
  serve(200, await body(), type);
  expect(await why(exchange(p, () => {}))).toBe(reason);
  expect(log).not.toContain("sync.receive");
});

test("no network, and an error page that is not ours", async () => {
  serve(0, "cut");
  vi.stubGlobal("navigator", { onLine: false });
  expect(await why(exchange(await party([]), () => {}))).toBe("offline");
  vi.stubGlobal("navigator", { onLine: true });
  expect(await why(exchange(await party([]), () => {}))).toBe("noserver");
  serve(502, new TextEncoder().encode("Bad gateway"));
  expect(await why(exchange(await party([]), () => {}))).toBe("noserver");
});

test("an old nonce is asked again at most three times; a refusal keeps the server's words", async () => {
  const log: string[] = [];
  serve(409, payload);
  const again = await party(log, { "sync.error": () => ({ retry: true, code: "nonce", vi: "hỏi lại", en: "again" }) });
  expect(await why(exchange(again, () => {}))).toBe("refused");
  expect(log.filter((l) => l === "sync.begin").length).toBe(4);
  const no = await party([], { "sync.error": () => ({ retry: false, code: "revoked", vi: "Xã đã thu hồi máy này.", en: "revoked" }) });
  await expect(exchange(no, () => {})).rejects.toMatchObject({ told: { vi: "Xã đã thu hồi máy này." } });
});

test("nothing is sent while the disk is behind", async () => {
  const p = await party([], { "sync.begin": () => ({ has: { changes: 1, blobs: 0 }, writes: [{ s: "meta", k: "h", b: -1 }] }) });
  p.session.vault.commit = async () => Promise.reject(new Told("full", "đầy", "full"));
  const asked = vi.fn();
  vi.stubGlobal("fetch", asked);
  expect(await why(exchange(p, () => {}))).toBe("unsaved");
  expect(asked).not.toHaveBeenCalled();
});

test("a large backlog is repeated until all is acknowledged", async () => {
  let left = 5;
  const p = await party([], { "sync.begin": () => undefined, "sync.receive": () => ({ more: --left > 0, acked: 0, clockOffset: 0 }) });
  serve(200, await sign(owner, payload));
  await exchange(p, () => {});
  expect(left).toBe(0);
});
