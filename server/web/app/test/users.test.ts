// Several people on one tablet: one data key, a PIN each; asking the office when one is forgotten.
import "fake-indexeddb/auto";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { argon2id } from "hash-wasm";
import { expect, test } from "vitest";
import type { User } from "../src/engine/calls";
import { openDatabase } from "../src/store/db";
import { type Holder, keepUsers, makeDeviceKeys, newDataKey, openName, readDevice, sealName, type Stretch, unwrapByPin, wrapByPin, wrapForRecovery, writeUser } from "../src/store/keys";
import { checkDigits, makeAnswer, makeAsking, openAnswer, readReply } from "../src/store/reset";
import { seal } from "../src/store/seal";

const stretch: Stretch = (pin, kdf) => argon2id({ password: pin, salt: kdf.salt, memorySize: 256, iterations: 1, parallelism: 1, hashLength: 32, outputType: "binary" });
const khue: User = { id: "11".repeat(16), name: "Vũ Văn Khuê", kin: "bác" };
const thom: User = { id: "22".repeat(16), name: "Lương Thị Thơm", kin: "chị" };
const writer = "ab".repeat(16);
let n = 0;

async function tablet() {
  const db = await openDatabase(() => {}, `u${++n}`);
  const raw = newDataKey();
  const keys = await makeDeviceKeys();
  const identity = await generateX25519Identity();
  const holder: Holder = { wrap: await wrapByPin(raw, khue.id, "583920", stretch), name: await sealName(keys, khue), recovery: await wrapForRecovery(raw, await identityToRecipient(identity)), ownerPub: new Uint8Array(65) };
  await db.put("device", keys, "keys");
  await db.put("device", holder, "holder");
  const add = async (user: User, pin: string) => writeUser(db, { wrap: await wrapByPin(raw, user.id, pin, stretch), name: await sealName(keys, user) });
  return { db, raw, keys, identity, holder, add };
}

test("each person opens the same data key with their own PIN, and with nobody else's", async () => {
  const { db, raw, keys, add } = await tablet();
  await add(thom, "161803");
  const users = (await readDevice(db))!.users;
  expect(users.map((u) => u.wrap.user)).toEqual([khue.id, thom.id]);
  expect(await unwrapByPin(users[0]!.wrap, "583920", stretch)).toEqual(raw);
  expect(await unwrapByPin(users[1]!.wrap, "161803", stretch)).toEqual(raw);
  expect(await unwrapByPin(users[1]!.wrap, "583920", stretch)).toBeUndefined();
  expect(await openName<User>(keys, users[1]!)).toEqual(thom);
  await expect(openName<User>(keys, { ...users[1]!, wrap: users[0]!.wrap })).rejects.toThrow();
});

test("another PIN takes the place of the old one, of the first person too", async () => {
  const { db, raw, add } = await tablet();
  await add(thom, "161803");
  await add(thom, "577215");
  await add(khue, "271828");
  const d = (await readDevice(db))!;
  expect(d.users.length).toBe(2);
  expect(await unwrapByPin(d.users[1]!.wrap, "161803", stretch)).toBeUndefined();
  expect(await unwrapByPin(d.users[1]!.wrap, "577215", stretch)).toEqual(raw);
  expect(await unwrapByPin(d.holder.wrap, "271828", stretch)).toEqual(raw);
  expect(d.holder.recovery.length).toBeGreaterThan(100); // kept beside it
});

test("who is no longer allowed loses the PIN; the first person's wrap stays for the data key", async () => {
  const { db, add } = await tablet();
  await add(thom, "161803");
  await keepUsers(db, new Set([khue.id]));
  expect((await readDevice(db))!.users.map((u) => u.wrap.user)).toEqual([khue.id]);
  await keepUsers(db, new Set());
  expect((await readDevice(db))!.users.length).toBe(1);
});

test("a tablet enrolled by the first version, with one name sealed without an id, still shows it", async () => {
  const { db, keys, holder } = await tablet();
  await db.put("device", { ...holder, name: await seal(keys.label, "device|name", new TextEncoder().encode(JSON.stringify(khue))) }, "holder");
  const d = (await readDevice(db))!;
  expect(await openName<User>(d.keys, d.users[0]!)).toEqual(khue);
});

test("a forgotten PIN: the office opens the copy with the recovery key, only the asking tablet reads the answer", async () => {
  const { raw, identity, holder } = await tablet();
  const asking = await makeAsking(writer, thom.id, holder.recovery);
  expect(asking.body[0]).toBe(0x85);
  expect(asking.pair.privateKey.extractable).toBe(false);
  expect(await checkDigits(asking.body)).toMatch(/^\d{3} \d{3}$/);
  const age = new Decrypter();
  age.addIdentity(identity);
  const opened = await age.decrypt(holder.recovery);
  const pub = new Uint8Array(await crypto.subtle.exportKey("raw", asking.pair.publicKey));
  const answer = await makeAnswer(opened, pub, writer, thom.id);
  expect(opened.every((b) => b === 0)).toBe(true); // the office forgets it
  expect(await openAnswer(asking, answer, writer)).toEqual(raw);
  await expect(openAnswer(asking, answer, "cd".repeat(16))).rejects.toThrow();
  await expect(openAnswer({ ...asking, user: khue.id }, answer, writer)).rejects.toThrow();
  await expect(openAnswer(await makeAsking(writer, thom.id, holder.recovery), answer, writer)).rejects.toThrow();
  for (const at of [0, 70, 80, answer.length - 1]) {
    const bent = answer.slice();
    bent[at]! ^= 1;
    await expect(openAnswer(asking, bent, writer)).rejects.toThrow();
  }
  await expect(openAnswer(asking, answer.slice(1), writer)).rejects.toThrow();
});

test.each([
  ["no answer yet", [0x82, 1, 0xf6], null],
  ["an answer", [0x82, 1, 0x58, 2, 7, 8], new Uint8Array([7, 8])],
  ["cut off", [0x82, 1, 0x58, 3, 7, 8], undefined],
  ["a page", [...new TextEncoder().encode("<html>")], undefined],
  ["nothing", [], undefined],
])("the server's reply: %s", (_what, bytes, want) => expect(readReply(new Uint8Array(bytes as number[]))).toEqual(want));
