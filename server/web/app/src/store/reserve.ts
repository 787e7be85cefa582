// Room kept back on the disk, so that a form that is open can be finished when the tablet is full: one file of its own
// (origin private file system), given back with the first write that finds no room. 64 MiB hold the answers of a visit, a
// dozen photos, and what the database needs to tidy up; a tablet that has not so much room keeps back what it can.
const name = "reserve";
const chunk = 1 << 20;
/** Sizes tried, in MiB, the largest first. */
export const reserveSizes = [64, 32, 16, 8] as const;

export interface Reserve {
  /** Bytes kept back now. */
  size(): Promise<number>;
  /** Makes the largest that fits, unless one is there; gives its bytes, 0 without room, undefined where browsers have no such store. */
  make(): Promise<number | undefined>;
  /** Gives the room back; false when there was none. */
  release(): Promise<boolean>;
}

async function folder(): Promise<FileSystemDirectoryHandle | undefined> {
  return navigator.storage?.getDirectory?.().catch(() => undefined);
}

async function size(): Promise<number> {
  try {
    return (await (await (await folder())?.getFileHandle(name))?.getFile())?.size ?? 0;
  } catch {
    return 0;
  }
}

async function write(root: FileSystemDirectoryHandle, mebibytes: number): Promise<boolean> {
  // bytes that no file system can squeeze
  const piece = new Uint8Array(chunk);
  for (let i = 0; i < chunk; i += 65_536) crypto.getRandomValues(piece.subarray(i, i + 65_536));
  try {
    const out = await (await root.getFileHandle(name, { create: true })).createWritable();
    try {
      for (let i = 0; i < mebibytes; i++) await out.write(piece);
      await out.close();
    } catch (e) {
      await out.abort().catch(() => undefined);
      throw e;
    }
    return true;
  } catch {
    await root.removeEntry(name).catch(() => undefined);
    return false;
  }
}

export const diskReserve: Reserve = {
  size,
  async make() {
    const had = await size();
    if (had > 0) return had;
    const root = await folder();
    if (!root) return undefined;
    for (const mebibytes of reserveSizes) if (await write(root, mebibytes)) return mebibytes * chunk;
    return 0;
  },
  async release() {
    if ((await size()) === 0) return false;
    try {
      await (await folder())!.removeEntry(name);
      return true;
    } catch {
      return false;
    }
  },
};

/** For where there is none to be had, and for tests. */
export const noReserve: Reserve = { size: async () => 0, make: async () => undefined, release: async () => false };
