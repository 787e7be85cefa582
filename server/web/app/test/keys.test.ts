import { expect, test } from "vitest";
import { Decrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { argon2id } from "hash-wasm";
import { makeDeviceKeys, newDataKey, publicBytes, sign, takeDataKey, unwrapByPin, verifyOwner, wrapByPin, wrapForRecovery, type Stretch } from "../src/store/keys";
import { seal, unseal } from "../src/store/seal";

// the real function with little memory, so that the suite is quick
const stretch: Stretch = (pin, kdf) => argon2id({ password: pin, salt: kdf.salt, memorySize: 256, iterations: 1, parallelism: 1, hashLength: 32, outputType: "binary" });
const bytes = (text: string) => new TextEncoder().encode(text);

test("only the right PIN of the right user opens the data key", async () => {
  const raw = newDataKey();
  const wrap = await wrapByPin(raw, "u1", "583920", stretch);
  expect(await unwrapByPin(wrap, "583920", stretch)).toEqual(raw);
  expect(await unwrapByPin(wrap, "583921", stretch)).toBeUndefined();
  expect(await unwrapByPin({ ...wrap, user: "u2" }, "583920", stretch)).toBeUndefined();
  expect(wrap.kdf).toMatchObject({ m: 65536, t: 3, p: 1 });
});

test("the recovery key opens the same data key", async () => {
  const raw = newDataKey();
  const identity = await generateX25519Identity();
  const file = await wrapForRecovery(raw, await identityToRecipient(identity));
  const age = new Decrypter();
  age.addIdentity(identity);
  expect(await age.decrypt(file)).toEqual(raw);
});

test("a sealed value opens only at its place, whole and with its key", async () => {
  const key = await takeDataKey(newDataKey());
  const sealed = await seal(key, "draft|a", bytes("Đoàn Thị Hường"));
  expect(new TextDecoder().decode(await unseal(key, "draft|a", sealed))).toBe("Đoàn Thị Hường");
  await expect(unseal(key, "draft|b", sealed)).rejects.toThrow();
  await expect(unseal(await takeDataKey(newDataKey()), "draft|a", sealed)).rejects.toThrow();
  for (const at of [0, 12, sealed.length - 1]) {
    const bent = sealed.slice();
    bent[at]! ^= 1;
    await expect(unseal(key, "draft|a", bent)).rejects.toThrow();
  }
  expect(await seal(key, "draft|a", bytes("x"))).not.toEqual(await seal(key, "draft|a", bytes("x")));
});

test("the data key can not be read back, and its bytes are cleared", async () => {
  const raw = newDataKey();
  const key = await takeDataKey(raw);
  expect(raw.every((b) => b === 0)).toBe(true);
  await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
});

test("device keys sign and do not leave; signatures of others do not pass", async () => {
  const keys = await makeDeviceKeys();
  const pub = await publicBytes(keys);
  expect(pub.length).toBe(65);
  await expect(crypto.subtle.exportKey("pkcs8", keys.sign.privateKey)).rejects.toThrow();
  const sig = await sign(keys, bytes("m"));
  expect(sig.length).toBe(64);
  expect(await verifyOwner(pub, bytes("m"), sig)).toBe(true);
  expect(await verifyOwner(pub, bytes("n"), sig)).toBe(false);
  expect(await verifyOwner(await publicBytes(await makeDeviceKeys()), bytes("m"), sig)).toBe(false);
  expect(await verifyOwner(pub.slice(1), bytes("m"), sig)).toBe(false);
  expect(await verifyOwner(pub, bytes("m"), sig.slice(1))).toBe(false);
});
