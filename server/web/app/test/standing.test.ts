// What a locked tablet is told: the commune's number and an order to erase; what it believes.
import { expect, test } from "vitest";
import { dueNow, patience, readStanding } from "../src/state/standing";
import { makeDeviceKeys, publicBytes, sign } from "../src/store/keys";
import { decode, encode } from "../src/sync/cbor";
import { hex, sha256, unhex } from "../src/sync/http";

const bytes = (item: Parameters<typeof encode>[0]) => Uint8Array.from(encode(item));
const owner = await makeDeviceKeys();
const pub = await publicBytes(owner);
const mine = "ab".repeat(16);
const order = (writer = mine, v = 1) => bytes([v, new Uint8Array(16).fill(1), unhex(writer), new Uint8Array(16).fill(2), 1_790_000_000_000, "mất máy"]);
const signed = async (o: Uint8Array, by = owner) => sign(by, Uint8Array.from([...new TextEncoder().encode("sothon.wipe.1"), ...(await sha256(o))]));
const reply = async (o: Uint8Array, by = owner) => bytes([1, [o, await signed(o, by)], "0221 3862 111"]);

test.each([
  [0, "00"], [23, "17"], [24, "1818"], [255, "18ff"], [256, "190100"], [65_536, "1a00010000"], [1_790_000_000_000, "1b000001a0c4506c00"],
  [null, "f6"], ["ô", "62c3b4"], [new Uint8Array([1, 2]), "420102"], [[1, null, "a"], "8301f66161"],
] as const)("%j is %s and back", (item, want) => {
  expect(hex(bytes(item as never))).toBe(want);
  expect(decode(unhex(want))).toEqual(item);
});

test.each(["", "8201", "5803aa", "a0", "fb0000000000000000", "0000", "62ffff", "9f", "81".repeat(12) + "00"])("%s is refused", (bad) => expect(() => decode(unhex(bad))).toThrow());

test("an order of the owner for this tablet is believed, nobody else's", async () => {
  expect(await readStanding(bytes([1, null, ""]), mine, pub)).toEqual({ phone: "" });
  const told = await readStanding(await reply(order()), mine, pub);
  expect(told).toMatchObject({ phone: "0221 3862 111", order: { at: 1_790_000_000_000, reason: "mất máy" } });
  expect((await readStanding(await reply(order("cd".repeat(16))), mine, pub)).order).toBeUndefined();
  expect((await readStanding(await reply(order(), await makeDeviceKeys()), mine, pub)).order).toBeUndefined();
  const bent = order();
  const sig = await signed(bent);
  bent[bent.length - 1]! ^= 1;
  expect((await readStanding(bytes([1, [bent, sig], ""]), mine, pub)).order).toBeUndefined();
  await expect(readStanding(new TextEncoder().encode("<html>"), mine, pub)).rejects.toThrow();
});

test("work that is only here gets a day", () => {
  const o = { workspace: new Uint8Array(), id: new Uint8Array(), at: 1000, reason: "" };
  expect(dueNow(o, 0, 1000)).toBe(true);
  expect(dueNow(o, 3, 1000 + patience - 1)).toBe(false);
  expect(dueNow(o, 3, 1000 + patience)).toBe(true);
});
