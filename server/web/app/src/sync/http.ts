// The little HTTP that sync needs: gzip out, time limits, and a plain answer instead of exceptions for a missing network.

/** stranger: something answered that is not our server, such as the sign-in page of a hotspot. */
export type Sent = { status: number; body: Uint8Array; stranger: boolean; offset?: number } | { status: 0; body?: undefined; stranger: boolean; offset?: undefined };

export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
export const unhex = (text: string): Uint8Array => new Uint8Array((text.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const unbase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));

/** The writer's id: the first 16 bytes of SHA-256 of its public key, in hex. */
export const writerOf = async (pub: Uint8Array): Promise<string> => hex((await sha256(pub)).slice(0, 16));

/** Status 0 = nobody of ours answered. A redirect is never followed: our server sends none here, a login page of a hotspot does. */
export async function send(url: string, init: RequestInit, seconds: number): Promise<Sent> {
  try {
    const got = await fetch(url, { ...init, cache: "no-store", credentials: "omit", redirect: "manual", signal: AbortSignal.timeout(seconds * 1000) });
    if (got.type === "opaqueredirect") return { status: 0, stranger: true };
    const stranger = got.status < 500 && /^text\/html\b/i.test(got.headers.get("Content-Type") ?? "");
    const offset = got.headers.get("Sothon-Offset");
    return { status: got.status, body: new Uint8Array(await got.arrayBuffer()), stranger, ...(offset === null ? {} : { offset: Number(offset) }) };
  } catch {
    return { status: 0, stranger: false };
  }
}

export async function postCbor(url: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Sent> {
  const packed = await gzip(body);
  return send(url, { method: "POST", body: packed as BodyInit, headers: { "Content-Type": "application/cbor", "Content-Encoding": "gzip", ...headers } }, 90);
}

/** Whether something at our address answers at all; it proves nothing about who it is. */
export const reachable = async (): Promise<boolean> => (await send("/healthz", { method: "GET" }, 6)).status === 200;
