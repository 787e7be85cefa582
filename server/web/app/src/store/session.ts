// One unlocked session: the engine and the vault behind one queue. A call runs, its writes are committed in one
// transaction, and only then does the next call run; so the order on disk is the order of the engine.
import { Told, type Answer, type Args, type CallName, type Engine, type Writes } from "../engine/calls";
import type { Vault, Write } from "./vault";

export type Outcome<N extends CallName> = {
  out: Answer<N>;
  bins: Uint8Array[];
  /** Set when the engine took it but the disk did not: it is kept in line and tried again with the next commit. */
  unsaved?: Told;
};
export type Run = <N extends CallName>(name: N, args: Args<N>, bins?: Uint8Array[], extra?: Write[]) => Promise<Outcome<N>>;

export class Session {
  #line: Promise<unknown> = Promise.resolve();
  #ended = false;
  #later: Write[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly engine: Engine, readonly vault: Vault, readonly onElsewhere: () => void) {}

  /** One call and its transaction; extra writes go into the same transaction. Rejects with what the engine refuses. */
  run: Run = (name, args, bins, extra) => this.hold((run) => run(name, args, bins, extra));

  /** Gives the engine everything that is stored. Rejects when something can not be opened. */
  load(user: string): Promise<Answer<"load">> {
    return this.hold(async () => {
      const { out, bins, weights } = await this.engine.load(this.vault.source(), user);
      await this.vault.weigh(weights);
      await this.#commit(toWrites(out.writes, bins)); // what is not written now stays in line
      return out;
    });
  }

  /** Several calls with nothing of anyone else between them. */
  hold<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const mine = this.#line.then(() => {
      if (this.#ended) throw new Told("locked", "Máy đã khoá.", "Locked.");
      return work(this.#step);
    });
    this.#line = mine.catch(() => {});
    return mine;
  }

  /**
   * A call whose writes are a comfort, where the person stands: they go with the next transaction instead of waiting for one
   * of their own, or by themselves after a while. An answer given right after has the disk for itself.
   */
  later<N extends CallName>(name: N, args: Args<N>): Promise<void> {
    return this.hold(async () => {
      const { out, bins } = await this.engine.call(name, args);
      this.#later.push(...toWrites((out as { writes?: Writes }).writes, bins));
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.settle().catch(() => undefined), 1500);
    });
  }
  /** Writes what waits for the next transaction. */
  settle(): Promise<Told | undefined> {
    return this.hold(() => this.#commit([], true));
  }

  /** Tries the left-behind writes again; undefined when all is on disk. */
  retry(): Promise<Told | undefined> {
    return this.hold(() => this.#commit([]));
  }

  /** Lets the queue run dry, then forgets everything. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#later.length > 0) void this.settle().catch(() => undefined);
    const line = this.#line;
    await Promise.race([line, new Promise((next) => setTimeout(next, 4000))]);
    this.#ended = true;
    await Promise.race([this.engine.call("unload", {}).catch(() => undefined), new Promise((next) => setTimeout(next, 500))]);
    this.engine.end();
    this.vault.close();
  }

  #step: Run = async (name, args, bins = [], extra = []) => {
    const { out, bins: got } = await this.engine.call(name, args, bins);
    const unsaved = await this.#commit([...toWrites((out as { writes?: Writes }).writes, got), ...extra]);
    return unsaved ? { out, bins: got, unsaved } : { out, bins: got };
  };

  async #commit(writes: Write[], all = false): Promise<Told | undefined> {
    if (writes.length === 0 && this.vault.behind === 0 && !(all && this.#later.length > 0)) return undefined;
    const later = this.#later.splice(0);
    try {
      await this.vault.commit([...later, ...writes]);
      return undefined;
    } catch (e) {
      const told = e instanceof Told ? e : new Told("unsaved", "Chưa lưu được.", "Not saved.");
      if (told.code === "elsewhere") this.onElsewhere();
      return told;
    }
  }
}

/** The engine's list with its bytes. */
export function toWrites(writes: Writes | undefined, bins: Uint8Array[]): Write[] {
  return (writes ?? []).map((w) => {
    const value = w.b < 0 ? null : bins[w.b];
    if (value === undefined) throw new Told("internal", "Lỗi nội bộ khi lưu.", "A write names bytes that are not there.");
    return { s: w.s, k: w.k, value };
  });
}
