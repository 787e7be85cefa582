// Everything that is stored, opened: what the engine is given at unlock. It is read and decrypted where the engine runs, in
// its worker, so that thousands of values do not hold up the page.
import type { Weights } from "../engine/calls";
import { loadedStores } from "./db";
import { unseal } from "./seal";

export type Stored = { entries: { s: string; k: string }[]; bins: Uint8Array[]; weights: Weights };

/** Throws when the database is not there or a value can not be opened: the key or the disk is not right. */
export async function readStored(database: string, key: CryptoKey): Promise<Stored> {
  const db = await asked(indexedDB.open(database));
  try {
    const out: Stored = { entries: [], bins: [], weights: [] };
    for (const s of loadedStores) {
      const store = db.transaction(s, "readonly").objectStore(s);
      const [keys, values] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]) as [string[], Uint8Array[]];
      const plain = await Promise.all(values.map((v, i) => unseal(key, `${s}|${keys[i]}`, v)));
      keys.forEach((k, i) => {
        out.entries.push({ s, k });
        out.bins.push(plain[i]!);
        out.weights.push([s, k, values[i]!.length]);
      });
    }
    return out;
  } finally {
    db.close();
  }
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error("indexedDB"));
  });
