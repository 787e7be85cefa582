// The tablet's database. Stores of the engine hold only encrypted values under opaque keys; "device" holds the device
// key, wrapped keys and settings that name nobody. Changes of the layout are additive only: an older service worker may
// still open a newer database.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

/** Stores whose values are encrypted, in the order they are loaded. "blob" is read one at a time. */
export const sealedStores = ["meta", "change", "draft", "form", "list", "blobq", "blob"] as const;
export type SealedStore = (typeof sealedStores)[number];
/** What the engine is given at unlock. */
export const loadedStores: SealedStore[] = ["meta", "change", "draft", "form", "list", "blobq"];

interface Schema extends DBSchema {
  meta: { key: string; value: Uint8Array };
  change: { key: string; value: Uint8Array };
  draft: { key: string; value: Uint8Array };
  form: { key: string; value: Uint8Array };
  list: { key: string; value: Uint8Array };
  blobq: { key: string; value: Uint8Array };
  blob: { key: string; value: Uint8Array };
  device: { key: string; value: unknown };
}
export type Database = IDBPDatabase<Schema>;

export const databaseName = "sothon";

/**
 * Opens the database. onNewer runs when another window brings a newer layout: this one has closed and must be reloaded.
 * onEnded runs when the browser closed it by itself, as it does on a full disk: it can be opened again.
 */
export async function openDatabase(onNewer: () => void, name = databaseName, onEnded: () => void = onNewer): Promise<Database> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(made) {
      for (const store of sealedStores) made.createObjectStore(store);
      made.createObjectStore("device");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onNewer();
    },
    terminated: onEnded,
  });
  return db;
}
