// The vault executes the engine's lists of writes: everything is encrypted first, then ONE strict readwrite transaction
// holds it all; only its completion counts as saved. When a transaction fails, its writes stay first in line and go with
// the next one, so the disk never has a later write without an earlier one.
import { Told } from "../engine/calls";
import { type Database, type SealedStore, loadedStores, sealedStores } from "./db";
import { seal, unseal } from "./seal";

export type Write = { s: string; k: string; value: Uint8Array | null };

export class Vault {
  #unwritten: Write[] = [];
  #key: CryptoKey | undefined;

  constructor(readonly db: Database, key: CryptoKey, readonly fence: number) {
    this.#key = key;
  }

  /** Writes that a failed transaction left behind; while there are any nothing may leave the tablet. */
  get behind(): number {
    return this.#unwritten.length;
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
      const stores: (SealedStore | "device")[] = [...new Set(ready.map((w) => w.store)), "device"];
      const tx = this.db.transaction(stores, "readwrite", { durability: "strict" });
      const done = tx.done;
      done.catch(() => {}); // awaited below; an earlier throw must not leave it unhandled
      if ((await tx.objectStore("device").get("fence")) !== this.fence) {
        tx.abort();
        throw elsewhere();
      }
      for (const w of ready) {
        const store = tx.objectStore(w.store);
        void (w.bytes ? store.put(w.bytes, w.k) : store.delete(w.k)).catch(() => {});
      }
      await done;
      this.#unwritten = [];
    } catch (e) {
      throw e instanceof Told ? e : inWords(e);
    }
  }

  /** Everything the engine needs at unlock. Throws when a value can not be opened: the key or the disk is not right. */
  async entries(): Promise<Write[]> {
    const key = this.#open();
    const out: Write[] = [];
    for (const s of loadedStores) {
      const tx = this.db.transaction(s, "readonly");
      const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
      const plain = await Promise.all(values.map((v, i) => unseal(key, `${s}|${keys[i]}`, v)));
      keys.forEach((k, i) => out.push({ s, k, value: plain[i]! }));
    }
    return out;
  }

  async blob(hash: string): Promise<Uint8Array | undefined> {
    const sealed = await this.db.get("blob", hash);
    return sealed && unseal(this.#open(), `blob|${hash}`, sealed);
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

/** Takes over writing: any other window that still has the old number fails at its next commit. */
export async function takeFence(db: Database): Promise<number> {
  const tx = db.transaction("device", "readwrite", { durability: "strict" });
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

function inWords(e: unknown): Told {
  const name = (e as { name?: string } | null)?.name ?? "";
  if (name === "QuotaExceededError") return new Told("full", "Máy đầy: câu này chưa lưu. Gửi phiếu hoặc xoá bớt ảnh, tệp khác trong máy rồi bấm Lưu lại.", "Storage is full: this answer is not saved. Send, or free some space, then save again.");
  return new Told("unsaved", "Chưa lưu được câu này. Bấm Lưu lại; vẫn không được thì đóng và mở lại ứng dụng.", "Not saved. Save again; if that fails, close and reopen the app.");
}
