// Room on the disk: our own count, the reserve that lets the open form finish, what is said when not even that is enough.
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { type Database, openDatabase } from "../src/store/db";
import { newDataKey, takeDataKey } from "../src/store/keys";
import type { Reserve } from "../src/store/reserve";
import { readStored } from "../src/store/stored";
import { type Room, takeFence, Vault } from "../src/store/vault";

let n = 0;
const bytes = (length: number) => new Uint8Array(length).fill(7);

/** A database whose readwrite transactions on stores of answers fail for want of room as long as full says so. */
async function tablet(full: () => boolean, held = 1) {
  const db = await openDatabase(() => {}, `room${++n}`);
  const real = db.transaction.bind(db);
  const bent = new Proxy(db, {
    get(target, name) {
      if (name !== "transaction") return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
      return (stores: string | string[], mode?: IDBTransactionMode, options?: IDBTransactionOptions) => {
        const tx = real(stores as "meta"[], mode as "readwrite", options);
        if (mode !== "readwrite" || !stores.includes("draft") || !full()) return tx;
        const done = tx.done.catch(() => undefined).then(() => { throw new DOMException("no room", "QuotaExceededError"); });
        done.catch(() => {});
        setTimeout(() => { try { tx.abort(); } catch { /* ended */ } }, 0);
        return new Proxy(tx, { get: (t, k) => (k === "done" ? done : typeof Reflect.get(t, k) === "function" ? Reflect.get(t, k).bind(t) : Reflect.get(t, k)) });
      };
    },
  }) as Database;
  const told: Room[] = [];
  let left = held;
  const reserve: Reserve = { size: async () => left, make: async () => left, release: async () => { const had = left > 0; left = 0; return had; } };
  const key = await takeDataKey(newDataKey());
  return { db, key, told, reserve, vault: new Vault(bent, key, Promise.resolve(await takeFence(db)), reserve, (r) => told.push(r)), left: () => left };
}

const stored = (vault: Vault) => readStored(vault.source().database, vault.source().key);

test("the first write without room gives the reserve back and is saved", async () => {
  let full = true;
  const t = await tablet(() => full);
  const { release } = t.reserve;
  t.reserve.release = async () => { full = false; return release(); };
  await t.vault.commit([{ s: "draft", k: "a", value: bytes(10) }]);
  expect(t.told).toEqual(["low"]);
  expect(t.left()).toBe(0);
  expect(t.vault.behind).toBe(0);
  expect((await stored(t.vault)).entries.map((e) => e.k)).toEqual(["a"]);
});

test("when not even the reserve is enough the answer is said to be not saved, kept in line, and saved by the next try", async () => {
  let full = true;
  const t = await tablet(() => full);
  await expect(t.vault.commit([{ s: "draft", k: "a", value: bytes(10) }])).rejects.toMatchObject({ code: "full", vi: expect.stringContaining("Lưu lại") });
  expect(t.told).toEqual(["low", "full"]);
  await expect(t.vault.commit([{ s: "draft", k: "b", value: bytes(10) }])).rejects.toMatchObject({ code: "full" });
  expect(t.vault.behind).toBe(2);
  full = false;
  await t.vault.commit([]);
  expect(t.vault.behind).toBe(0);
  expect((await stored(t.vault)).entries.map((e) => e.k).sort()).toEqual(["a", "b"]);
});

test("our own count follows puts, replacements and deletions, photos too, and a new start", async () => {
  const t = await tablet(() => false);
  const seal = 28; // IV and tag
  await t.vault.commit([{ s: "draft", k: "a", value: bytes(100) }, { s: "blob", k: "p", value: bytes(1000) }]);
  expect(t.vault.bytes).toBe(1100 + 2 * seal);
  await t.vault.commit([{ s: "draft", k: "a", value: bytes(50) }, { s: "blob", k: "p", value: bytes(1000) }]);
  expect(t.vault.bytes).toBe(1050 + 2 * seal);
  const again = new Vault(t.db, t.key, Promise.resolve(await takeFence(t.db)));
  await again.weigh((await stored(again)).weights);
  expect(again.bytes).toBe(1050 + 2 * seal);
  await again.commit([{ s: "draft", k: "a", value: null }, { s: "blob", k: "p", value: null }]);
  expect(again.bytes).toBe(0);
});

test("a tablet from before the count weighs its photos once", async () => {
  const t = await tablet(() => false);
  await t.vault.commit([{ s: "blob", k: "p", value: bytes(1000) }]);
  await t.db.delete("device", "photoBytes");
  const again = new Vault(t.db, t.key, Promise.resolve(await takeFence(t.db)));
  await again.weigh((await stored(again)).weights);
  expect(again.bytes).toBe(1028);
});
