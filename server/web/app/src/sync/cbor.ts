// The little of the deterministic CBOR (docs/sync.md §1.1) that the page itself writes and reads while the engine holds nothing:
// unsigned integers, bytes, texts, arrays, null.
type Item = number | Uint8Array | string | null | Item[];

const text = new TextEncoder();

function head(major: number, n: number): number[] {
  if (n < 24) return [(major << 5) | n];
  const size = n < 1 << 8 ? 1 : n < 1 << 16 ? 2 : n < 2 ** 32 ? 4 : 8;
  const bytes = Array.from({ length: size }, (_, i) => Math.floor(n / 256 ** (size - 1 - i)) % 256);
  return [(major << 5) | (24 + Math.log2(size)), ...bytes];
}

export function encode(item: Item): number[] {
  if (item === null) return [0xf6];
  if (typeof item === "number") return head(0, item);
  if (item instanceof Uint8Array) return [...head(2, item.length), ...item];
  if (typeof item === "string") { const b = text.encode(item); return [...head(3, b.length), ...b]; }
  return [...head(4, item.length), ...item.flatMap(encode)];
}

/** Reads one item that fills all the bytes. Throws on anything else. */
export function decode(bytes: Uint8Array): Item {
  let at = 0;
  const take = (n: number): Uint8Array => {
    if (n > bytes.length - at) throw new Error("cbor: cut off");
    return bytes.slice(at, (at += n));
  };
  const read = (depth: number): Item => {
    const first = take(1)[0]!;
    if (first === 0xf6) return null;
    const [major, info] = [first >> 5, first & 31];
    if (info > 27 || depth > 8) throw new Error("cbor: not ours");
    const n = info < 24 ? info : take(2 ** (info - 24)).reduce((sum, b) => sum * 256 + b, 0);
    if (major === 0) return n;
    if (major === 2) return take(n);
    if (major === 3) return new TextDecoder("utf-8", { fatal: true }).decode(take(n));
    if (major !== 4 || n > bytes.length) throw new Error("cbor: not ours");
    return Array.from({ length: n }, () => read(depth + 1));
  };
  const out = read(0);
  if (at !== bytes.length) throw new Error("cbor: more than one item");
  return out;
}
