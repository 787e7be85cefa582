// How one value is encrypted: AES-256-GCM under the tablet's data key, a fresh random 96-bit IV each time, the place it
// is stored at ("store|key") as additional data, so that a value can not be moved to another place unnoticed.
// Bytes: IV (12) ‖ ciphertext with tag.

const text = new TextEncoder();

export async function seal(key: CryptoKey, place: string, value: Uint8Array): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(place) }, key, value as BufferSource);
  const out = new Uint8Array(12 + body.byteLength);
  out.set(iv);
  out.set(new Uint8Array(body), 12);
  return out;
}

/** Throws when the key, the place or any byte is not the one it was sealed with. */
export async function unseal(key: CryptoKey, place: string, sealed: Uint8Array): Promise<Uint8Array> {
  const plain = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: text.encode(place) },
    key,
    sealed.slice(12),
  );
  return new Uint8Array(plain);
}

export function importDataKey(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw as BufferSource, "AES-GCM", false, ["encrypt", "decrypt"]);
}
