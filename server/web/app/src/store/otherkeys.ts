// Stands in for the parts of the age library that keys of other kinds need (vite.config.ts). A commune's recovery key is
// always X25519 ("age1…"), so post-quantum, P-256 and passphrase keys would only be bytes to download: two thirds of it.
const other = (): never => {
  throw new Error("age: a recovery key of another kind than X25519");
};

export const MLKEM768P256 = { encapsulate: other };
export const MLKEM768X25519 = { encapsulate: other, decapsulate: other, getPublicKey: other };
export const p256 = { lengths: {}, Point: { fromBytes: other }, utils: { randomSecretKey: other }, getPublicKey: other, getSharedSecret: other };
export const scrypt = other;
