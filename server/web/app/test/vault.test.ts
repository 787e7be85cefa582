import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Told, type Engine } from "../src/engine/calls";
import { type Database, openDatabase } from "../src/store/db";
import { newDataKey, takeDataKey } from "../src/store/keys";
import { Session } from "../src/store/session";
import { readStored } from "../src/store/stored";
import { takeFence, Vault, type Write } from "../src/store/vault";

/** Everything stored, as the engine is given it. */
async function entries(vault: Vault): Promise<Write[]> {
  const { database, key } = vault.source();
  const got = await readStored(database, key);
  return got.entries.map(({ s, k }, i) => ({ s, k, value: got.bins[i]! }));
}

let n = 0;
let db: Database;
let key: CryptoKey;
beforeEach(async () => {
  db = await openDatabase(() => {}, `t${++n}`);
  key = await takeDataKey(newDataKey());
});
afterEach(() => {
  undo();
  db.close();
});

const value = (text: string) => new TextEncoder().encode(text);
const put = (k: string, text: string, s = "draft"): Write => ({ s, k, value: value(text) });
const read = async (vault: Vault) => Object.fromEntries((await entries(vault)).map((w) => [`${w.s}|${w.k}`, new TextDecoder().decode(w.value!)]));

/** Makes the count-th write request of the database from now on throw, as a full disk does. */
let undo = () => {};
function failAt(count: number): () => boolean {
  const realPut = IDBObjectStore.prototype.put;
  const realDelete = IDBObjectStore.prototype.delete;
  let left = count;
  let hit = false;
  const guard = <A extends unknown[], R>(real: (...args: A) => R) =>
    function (this: IDBObjectStore, ...args: A): R {
      if (--left === 0) {
        hit = true;
        this.transaction.abort();
        throw new DOMException("full", "QuotaExceededError");
      }
      return real.apply(this, args);
    };
  IDBObjectStore.prototype.put = guard(realPut);
  IDBObjectStore.prototype.delete = guard(realDelete);
  undo = () => {
    IDBObjectStore.prototype.put = realPut;
    IDBObjectStore.prototype.delete = realDelete;
    undo = () => {};
  };
  return () => hit;
}

describe("a commit is all or nothing, whichever write fails", () => {
  const before = [put("a", "1"), put("b", "2"), put("h", "head", "meta")];
  const change: Write[] = [{ s: "draft", k: "a", value: null }, { s: "draft", k: "b", value: null }, put("w/1", "change", "change"), put("h", "head 2", "meta"), put("p", "photo", "blob")];
  for (let at = 1; at <= change.length; at++) {
    test(`write ${at}`, async () => {
      const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
      await vault.commit(before);
      const hit = failAt(at);
      await expect(vault.commit(change)).rejects.toMatchObject({ code: expect.stringMatching(/full|unsaved/) });
      expect(hit()).toBe(true);
      undo();
      expect(await read(vault)).toEqual({ "draft|a": "1", "draft|b": "2", "meta|h": "head" });
      expect(vault.behind).toBe(change.length);
      // the next commit takes the left-behind writes along, newest first
      await vault.commit([put("h", "head 3", "meta")]);
      expect(await read(vault)).toEqual({ "change|w/1": "change", "meta|h": "head 3" });
      expect(new TextDecoder().decode(await vault.blob("p"))).toBe("photo");
      expect(vault.behind).toBe(0);
    });
  }
});

test("nothing readable is on disk", async () => {
  const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
  await vault.commit([put("k", "Đoàn Thị Nguyệt Hường")]);
  const raw = await db.getAll("draft");
  expect(Buffer.from(raw[0]!).includes("Hường")).toBe(false);
  expect(Buffer.from(raw[0]!).includes("Nguy")).toBe(false);
});

test("a window that lost its turn can not write", async () => {
  const first = new Vault(db, key, Promise.resolve(await takeFence(db)));
  await first.commit([put("a", "1")]);
  const second = new Vault(db, key, Promise.resolve(await takeFence(db)));
  await expect(first.commit([put("a", "old")])).rejects.toMatchObject({ code: "elsewhere" });
  expect(await read(second)).toEqual({ "draft|a": "1" });
});

test("another key, a moved value or a changed byte is told, not skipped", async () => {
  const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
  await vault.commit([put("a", "1")]);
  const other = new Vault(db, await takeDataKey(newDataKey()), vault.fence);
  await expect(entries(other)).rejects.toThrow();
  await db.put("draft", (await db.get("draft", "a"))!, "b");
  await expect(entries(vault)).rejects.toThrow();
});

test("after closing the key is gone", async () => {
  const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
  vault.close();
  await expect(vault.commit([put("a", "1")])).rejects.toMatchObject({ code: "locked" });
});

test("calls are one behind the other: the disk has the writes before the next call runs", async () => {
  const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
  const seen: string[] = [];
  const engine: Engine = {
    async call(_name, args) {
      seen.push(JSON.stringify(await read(vault)));
      const text = String((args as { value?: string }).value);
      return { out: { patch: {}, writes: [{ s: "draft", k: "x", b: 0 }] } as never, bins: [value(text)] };
    },
    load: async () => { throw new Error("not asked here"); },
    end() {},
  };
  const session = new Session(engine, vault, () => {});
  const set = (text: string) => session.run("record.set", { ref: "1", value: text, at: 0, zone: 0 });
  await Promise.all([set("một"), set("hai"), set("ba")]);
  expect(seen).toEqual(["{}", '{"draft|x":"một"}', '{"draft|x":"hai"}']);
  expect(await read(vault)).toEqual({ "draft|x": "ba" });
});

test("a failed commit gives the patch and the words, and retry writes it", async () => {
  const vault = new Vault(db, key, Promise.resolve(await takeFence(db)));
  const engine: Engine = { call: async () => ({ out: { patch: {}, writes: [{ s: "draft", k: "x", b: 0 }] } as never, bins: [value("v")] }), load: async () => { throw new Error("not asked here"); }, end() {} };
  const session = new Session(engine, vault, () => {});
  failAt(1);
  const got = await session.run("record.set", { ref: "1", value: "v", at: 0, zone: 0 });
  expect(got.unsaved).toBeInstanceOf(Told);
  expect(got.unsaved!.vi).toMatch(/lưu/);
  undo();
  expect(await session.retry()).toBeUndefined();
  expect(await read(vault)).toEqual({ "draft|x": "v" });
});
