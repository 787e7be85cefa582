// The vault executes the engine's lists of writes: everything is encrypted first, then ONE strict readwrite transaction
// holds it all; only its completion counts as saved. When a transaction fails, its writes stay first in line and go with
// the next one, so the disk never has a later write without an earlier one.
import { Told, type StoredAt, type Weights } from "../engine/calls";
import { type Database, type SealedStore, sealedStores } from "./db";
import { noReserve, type Reserve } from "./reserve";
import { seal, unseal } from "./seal";

export type Write = { s: string; k: string; value: Uint8Array | null };

/** low: a write found no room and the reserve was given back for it; full: not even that was enough. */
export type Room = "ok" | "low" | "full";
type Ready = { store: SealedStore; k: string; bytes: Uint8Array | null };

export class Vault {
  #unwritten: Write[] = [];
  #key: CryptoKey | undefined;
  #sizes = new Map<string, number>();
  #photos = 0;

  #db: Database;

  /** reopen gives the database anew after the browser closed it by itself. */
  constructor(db: Database, key: CryptoKey, readonly fence: Promise<number>, readonly reserve: Reserve = noReserve, readonly onRoom: (room: Room) => void = () => {}, readonly reopen?: () => Promise<Database>) {
    this.#db = db;
    this.#key = key;
    fence.catch(() => {}); // the first commit says so
  }

  /** Writes that a failed transaction left behind; while there are any nothing may leave the tablet. */
  get behind(): number {
    return this.#unwritten.length;
  }

  /** Bytes of everything stored here, counted by ourselves: what browsers tell of free room is not to be relied on. */
  get bytes(): number {
    let sum = this.#photos;
    for (const n of this.#sizes.values()) sum += n;
    return sum;
  }

  /** Writes all or nothing. Resolves only after the transaction is on disk; rejects with words for people. */
  async commit(writes: Write[]): Promise<void> {
    const all = newest([...this.#unwritten, ...writes]);
    if (all.length === 0) return;
    this.#unwritten = all;
    const key = this.#open();
    const ready = await Promise.all(
      all.map(async (w) => ({ store: checked(w.s), k: w.k, bytes: w.value && (await seal(key, `${w.s}|${w.k}`, w.value)) })),
    );
    try {
      await this.#write(ready).catch(async (e: unknown) => {
        if (!noRoom(e) && !(this.reopen && closed(e))) throw e;
        if ((await this.reserve.release()) || !noRoom(e)) this.onRoom("low");
        else {
          this.onRoom("full");
          throw e;
        }
        // a browser that finds no room may close the database under us
        if (this.reopen) this.#db = await this.reopen();
        await this.#write(ready).catch((again: unknown) => {
          if (noRoom(again)) this.onRoom("full");
          throw again;
        });
      });
      this.#unwritten = [];
    } catch (e) {
      throw e instanceof Told ? e : inWords(e);
    }
  }

  async #write(ready: Ready[]): Promise<void> {
    const mine = await this.fence;
    const stores: (SealedStore | "device")[] = [...new Set(ready.map((w) => w.store)), "device"];
    const tx = this.#db.transaction(stores, "readwrite", { durability: "strict" });
    const done = tx.done;
    done.catch(() => {}); // awaited below; an earlier throw must not leave it unhandled
    if ((await tx.objectStore("device").get("fence")) !== mine) {
      tx.abort();
      throw elsewhere();
    }
    let photos = this.#photos;
    for (const w of ready) {
      const store = tx.objectStore(w.store);
      if (w.store === "blob") photos += (w.bytes?.length ?? 0) - ((await store.get(w.k))?.length ?? 0);
      void (w.bytes ? store.put(w.bytes, w.k) : store.delete(w.k)).catch(() => {});
    }
    if (photos !== this.#photos) void tx.objectStore("device").put(photos, "photoBytes").catch(() => {});
    await done;
    this.#photos = photos;
    for (const w of ready) if (w.store !== "blob") this.#sizes.set(`${w.store}|${w.k}`, w.bytes?.length ?? 0);
  }

  /** Where everything lies that the engine needs at unlock (stored.ts). */
  source(): StoredAt {
    return { database: this.#db.name, key: this.#open() };
  }
  /** Takes over what each stored value takes on disk, and counts the photos. */
  async weigh(weights: Weights): Promise<void> {
    for (const [s, k, bytes] of weights) this.#sizes.set(`${s}|${k}`, bytes);
    this.#photos = ((await this.#db.get("device", "photoBytes")) as number | undefined) ?? (await this.#weighPhotos());
  }

  /** Once on a tablet that was enrolled before photos were counted. */
  async #weighPhotos(): Promise<number> {
    let sum = 0;
    const tx = this.#db.transaction("blob", "readonly");
    for (let at = await tx.store.openCursor(); at; at = await at.continue()) sum += at.value.length;
    return sum;
  }

  async blob(hash: string): Promise<Uint8Array | undefined> {
    const sealed = await this.#db.get("blob", hash);
    return sealed && unseal(this.#open(), `blob|${hash}`, sealed);
  }

  /**
   * Keeps a copy of what can be computed again: sealed like everything, but in no transaction of the engine's, and on a full
   * disk it is simply not kept. place names what it is and whose.
   */
  async keepCopy(name: string, place: string, bytes: Uint8Array): Promise<void> {
    const sealed = await seal(this.#open(), `device|${place}`, bytes);
    await this.#db.put("device", sealed, name).catch(() => undefined);
  }
  /** The copy, or undefined when there is none that this key and place open. */
  async copy(name: string, place: string): Promise<Uint8Array | undefined> {
    const sealed = (await this.#db.get("device", name).catch(() => undefined)) as Uint8Array | undefined;
    return sealed && unseal(this.#open(), `device|${place}`, sealed).catch(() => undefined);
  }

  /** Forgets the key. Every later use fails. */
  close(): void {
    this.#key = undefined;
    this.#unwritten = [];
  }

  #open(): CryptoKey {
    if (!this.#key) throw new Told("locked", "Máy đã khoá.", "Locked.");
    return this.#key;
  }
}

/**
 * Takes over writing: any other window that still has the old number fails at its next commit. On a full disk the old number
 * stays: what is there can still be read, and the one window that writes is held by its lock.
 */
export async function takeFence(db: Database): Promise<number> {
  try {
    return await nextFence(db);
  } catch (e) {
    if (!noRoom(e)) throw e;
    return ((await db.get("device", "fence")) as number | undefined) ?? 0;
  }
}

async function nextFence(db: Database): Promise<number> {
  const tx = db.transaction("device", "readwrite", { durability: "strict" });
  tx.done.catch(() => {}); // awaited below; an earlier throw must not leave it unhandled
  const next = (((await tx.store.get("fence")) as number | undefined) ?? 0) + 1;
  await tx.store.put(next, "fence");
  await tx.done;
  return next;
}

function newest(writes: Write[]): Write[] {
  const last = new Map<string, Write>();
  for (const w of writes) last.set(`${w.s}|${w.k}`, w);
  return [...last.values()];
}

function checked(store: string): SealedStore {
  if (!(sealedStores as readonly string[]).includes(store)) throw new Told("internal", `Không có kho “${store}”.`, `No store "${store}".`);
  return store as SealedStore;
}

const elsewhere = () => new Told("elsewhere", "Sổ Thôn đang mở ở cửa sổ khác.", "Sổ Thôn is open in another window.");

/** The browser closed the database, or its store failed without a word. */
const closed = (e: unknown): boolean => ["InvalidStateError", "UnknownError", "AbortError"].includes((e as { name?: string } | null)?.name ?? "");
export const noRoom = (e: unknown): boolean => (e as { name?: string } | null)?.name === "QuotaExceededError";

function inWords(e: unknown): Told {
  if (noRoom(e)) return new Told("full", "Máy đầy: câu này chưa lưu. Gửi phiếu về xã, hoặc xoá bớt ảnh, tệp khác trong máy, rồi bấm Lưu lại.", "Storage is full: this answer is not saved. Send, or free some space, then save again.");
  return new Told("unsaved", "Chưa lưu được câu này. Bấm Lưu lại; vẫn không được thì đóng và mở lại ứng dụng.", "Not saved. Save again; if that fails, close and reopen the app.");
}
