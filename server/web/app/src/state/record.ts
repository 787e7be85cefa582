// One open record: what the engine said of every place, kept in one signal a place, and the answers on their way to disk.
// "saved" is true only when nothing typed is still on the way.
import { batch, signal, type Signal } from "@preact/signals";
import { Told, type Answer, type Args, type CallName, type Comment, type LastValue, type Left, type Newer, type News, type NodeState, type Opened, type Patch, type Problems, type Ref, type RowChange } from "../engine/calls";
import { type Form, readForm, type RawForm, refOf, splitRef } from "../form/tree";
import type { Outcome, Session } from "../store/session";
import type { Write } from "../store/vault";
import { zoneMinutes } from "../text/dates";
import { lang } from "../i18n";
import { type Page, pagesOf } from "./pages";

export type Saved = { kind: "saved" | "saving" | "error"; told?: Told; at: number };
type Way = { value: string; how: "as-before" | "typed"; extra?: Write[] };

/** What can be taken back until the next page. back is absent where nothing was done. */
export type Undo = { kind: "asBefore" | "removed" | "gone"; name: string; count: number; left: Left[]; back?: () => Promise<void> };

const now = () => ({ at: Date.now(), zone: zoneMinutes() });

export class OpenRecord {
  readonly saved = signal<Saved>({ kind: "saved", at: 0 });
  readonly comments = signal<Comment[]>([]);
  /** Counts up when places or rows come or go: pages are then laid out again. */
  readonly layout = signal(0);
  readonly touched = signal<ReadonlySet<Ref>>(new Set());
  /** What arrived and is not shown yet. */
  readonly news = signal<News[]>([]);
  /** What the last "as before" did; stays until the next page. */
  readonly undo = signal<Undo | undefined>(undefined);
  #opened: Opened;
  #places = new Map<Ref, Signal<NodeState>>();
  /** Counts up with every patch: what looks at all places watches this one signal. */
  #answers = signal(0);
  #pages = new Map<string, { layout: number; pages: Page[] }>();
  #rows: RowChange[] = [];
  #gone = new Set<string>();
  #way = new Map<Ref, Way>();
  #pump: Promise<void> | undefined;
  #nothing = signal<NodeState>({ r: "" });
  #before = new Set<() => Promise<void> | undefined>();

  private constructor(readonly session: Session, readonly caseId: string, opened: Opened, readonly form: Form) {
    this.#opened = opened;
    this.comments.value = opened.comments ?? [];
    this.#apply(opened.patch);
  }

  static async open(session: Session, caseId: string): Promise<OpenRecord> {
    return OpenRecord.#of(session, caseId, await session.run("record.open", { case: caseId, lang: lang.value, ...now() }));
  }

  static async #of(session: Session, caseId: string, got: { out: Opened; unsaved?: Told }): Promise<OpenRecord> {
    const form = await session.run("form", { hash: got.out.form.hash });
    const raw = typeof form.out.form === "string" ? (JSON.parse(form.out.form) as RawForm) : (form.out.form as RawForm);
    const record = new OpenRecord(session, caseId, got.out, readForm(raw, lang.value));
    if (got.unsaved) record.saved.value = { kind: "error", told: got.unsaved, at: 0 };
    return record;
  }

  get opened(): Opened {
    void this.layout.value;
    return this.#opened;
  }
  get readOnly(): boolean {
    return this.opened.readOnly === true;
  }

  place(ref: Ref): Signal<NodeState> {
    return this.#places.get(ref) ?? this.#nothing;
  }
  look = (ref: Ref): NodeState | undefined => this.#places.get(ref)?.value;

  /** The pages of a row: made anew only when places or rows came or went, not at every answer. */
  pages(row: string): Page[] {
    const layout = this.layout.value;
    let known = this.#pages.get(row);
    if (known?.layout !== layout) {
      known = { layout, pages: pagesOf(this.form, (ref) => this.#places.get(ref)?.peek(), row, row ? this.rowNode(row) : 0) };
      this.#pages.set(row, known);
    }
    return known.pages;
  }

  /** The rows of a repeat inside a parent row ("" = the record), in order. */
  rows(repeat: number, parent: string): RowChange[] {
    void this.layout.value;
    return this.#rows.filter((r) => r.node === repeat && sameRow(r.parent, parent) && !this.#gone.has(r.id)).sort((a, b) => a.index - b.index);
  }
  /** Where a row stands among all rows, for orders that follow the screen. */
  rowOrder(id: string): number {
    return this.#rows.findIndex((r) => r.id === id);
  }
  /** Added by hand in this visit: nothing of it was known before. */
  rowAdded(id: string): boolean {
    return this.#rows.find((r) => r.id === id)?.added === true;
  }
  rowNode(id: string): number {
    return this.#rows.find((r) => r.id === id)?.node ?? 0;
  }
  rowParent(id: string): string {
    const parent = this.#rows.find((r) => r.id === id)?.parent ?? "";
    return sameRow(parent, "") ? "" : parent;
  }

  /** Every question inside a row that is asked now, inner rows too. */
  questionsOf(row: string): NodeState[] {
    void this.layout.value;
    const rows = new Set([row]);
    for (let grew = true; grew; ) {
      grew = false;
      for (const r of this.#rows) if (rows.has(r.parent) && !rows.has(r.id)) grew = !!rows.add(r.id);
    }
    void this.#answers.value;
    return [...this.#places.values()].map((s) => s.peek()).filter((s) => s.rel && rows.has(splitRef(s.r).row) && this.form.nodes[splitRef(s.r).node]?.kind === "question");
  }
  all(): NodeState[] {
    void this.#answers.value;
    return [...this.#places.values()].map((s) => s.peek());
  }

  /** Last year's value of a place, if last year's record had one. */
  last(ref: Ref): LastValue | undefined {
    const { row, node } = splitRef(ref);
    const year = this.opened.lastYear;
    const inRow = row ? year?.rows?.[row] : undefined;
    return year?.values?.[ref] ?? inRow?.[ref] ?? inRow?.[String(node)];
  }

  /** Takes an answer. It shows at once; the newest value of a place wins while an older one is on its way. */
  set(ref: Ref, value: string, how: "as-before" | "typed" = "typed", extra?: Write[]): Promise<void> {
    if (this.readOnly) return Promise.resolve();
    const place = this.place(ref);
    const clean = value.normalize("NFC");
    this.#way.set(ref, { value: clean, how, extra: [...(this.#way.get(ref)?.extra ?? []), ...(extra ?? [])] });
    batch(() => {
      place.value = { ...place.value, v: clean, seed: false, conflict: undefined };
      this.#answers.value++;
      this.saved.value = { kind: "saving", at: this.saved.value.at };
    });
    return this.flush();
  }

  /** Resolves when everything typed so far is on disk or has failed; "saved" says which. */
  flush(): Promise<void> {
    this.#pump ??= this.#run().finally(() => {
      this.#pump = undefined;
      return this.#way.size > 0 ? this.flush() : undefined; // something came while the last one ended
    });
    return this.#pump;
  }

  async #run(): Promise<void> {
    let unsaved: Told | undefined; // a later commit takes left-behind writes along, so only the last one counts
    let refused: Told | undefined;
    while (this.#way.size > 0) {
      const [ref, way] = this.#way.entries().next().value as [Ref, Way];
      this.#way.delete(ref);
      try {
        const got = await this.session.run("record.set", { ref, value: way.value, how: way.how, ...now() }, [], way.extra);
        this.#apply(got.out.patch);
        unsaved = got.unsaved;
      } catch (e) {
        refused = e instanceof Told ? e : new Told("internal", "Chưa ghi được câu này.", "This answer could not be taken.");
      }
    }
    this.#settle(unsaved ?? refused);
  }

  #settle(failed: Told | undefined): void {
    if (failed) this.saved.value = { kind: "error", told: failed, at: this.saved.value.at };
    else if (this.#way.size === 0) this.saved.value = { kind: "saved", at: Date.now() };
  }

  /** What must come to its end before the record is finished or left: a recording. Gives what takes it back. */
  before(end: () => Promise<void> | undefined): () => void {
    this.#before.add(end);
    return () => void this.#before.delete(end);
  }
  async #ended(): Promise<void> {
    await Promise.all([...this.#before].map((end) => end()));
    await this.flush();
  }

  async retry(): Promise<void> {
    this.saved.value = { kind: "saving", at: this.saved.value.at };
    this.#settle(await this.session.retry());
  }

  async addRow(repeat: number, parent: string): Promise<string> {
    const got = await this.#change(this.session.run("record.addRow", { node: repeat, parent, ...now() }));
    return got.row;
  }
  async removeRow(row: string): Promise<void> {
    await this.#change(this.session.run("record.removeRow", { row, ...now() }));
  }
  async restoreRow(row: string): Promise<void> {
    await this.#change(this.session.run("record.restoreRow", { row, ...now() }));
  }
  async #change<N extends "record.addRow" | "record.removeRow" | "record.restoreRow">(call: Promise<Outcome<N>>) {
    this.saved.value = { kind: "saving", at: this.saved.value.at };
    try {
      const got = await call;
      this.#apply((got.out as { patch: Patch }).patch);
      this.#settle(got.unsaved);
      return got.out as { row: string };
    } catch (e) {
      this.#settle(e as Told);
      throw e;
    }
  }

  /** A row, or a group with all in it, as before: what nobody has answered yet is confirmed, and can be taken back in one. */
  async asBefore(within: { row?: string; node?: number }, name: string): Promise<void> {
    await this.flush();
    const out = await this.#do("record.asBefore", { ...within, ...now() });
    this.#apply(out.patch);
    this.undo.value = { kind: "asBefore", name, count: out.count, left: out.left ?? [], back: out.count > 0 ? () => this.#takeBack(out.from, out.to) : undefined };
  }
  /** Says of a known person that it is no longer here: the form's own answer, the others as before. One step back. */
  async gone(row: string, ref: Ref, code: string, name: string): Promise<void> {
    await this.flush();
    const set = await this.#do("record.set", { ref, value: code, how: "typed", ...now() });
    this.#apply(set.patch);
    const rest = await this.#do("record.asBefore", { row, ...now() });
    this.#apply(rest.patch);
    const [from, to] = [set.from ?? 0, Math.max(set.to ?? 0, rest.to)];
    this.undo.value = { kind: "gone", name, count: 1, left: [], back: () => this.#takeBack(from, to) };
  }
  /** Takes a row away; it can be brought back until the next page and later from the record's history. */
  async drop(row: string, name: string): Promise<void> {
    await this.removeRow(row);
    this.undo.value = { kind: "removed", name, count: 1, left: [], back: () => this.restoreRow(row) };
  }
  async #takeBack(from: number, to: number): Promise<void> {
    await this.flush();
    this.#apply((await this.#do("record.takeBack", { from, to })).patch);
  }
  async #do<N extends CallName>(name: N, args: Args<N>): Promise<Answer<N>> {
    this.saved.value = { kind: "saving", at: this.saved.value.at };
    try {
      const got = await this.session.run(name, args);
      this.#settle(got.unsaved);
      return got.out;
    } catch (e) {
      this.#settle(e as Told);
      throw e;
    }
  }

  /** Asks what has arrived; nothing on the screen moves by itself. */
  async hear(): Promise<void> {
    const got = await this.session.run("record.news", {}).catch(() => undefined);
    if (got) this.news.value = got.out.news ?? [];
  }
  /** Takes what has arrived into the form: from now on it is shown, and answers name it. */
  async refresh(): Promise<void> {
    if (this.news.value.length === 0) return;
    await this.flush();
    const { out } = await this.session.run("record.refresh", {});
    this.#opened = { ...this.#opened, state: out.state, readOnly: out.readOnly, decision: out.decision };
    this.comments.value = out.comments ?? [];
    this.news.value = [];
    this.#apply(out.patch);
  }

  newer(): Promise<Newer> {
    return this.flush().then(() => this.session.run("record.newer", {})).then((got) => got.out);
  }
  /** The same record under the newest version of its form. */
  async moved(): Promise<OpenRecord> {
    await this.flush();
    return OpenRecord.#of(this.session, this.caseId, await this.session.run("record.move", now()));
  }

  async resolve(ref: Ref): Promise<void> {
    this.comments.value = (await this.#do("record.resolve", { ref, ...now() })).comments ?? [];
  }
  /** The comments on a place are on the screen now. */
  async read(ref: Ref): Promise<void> {
    if (!this.comments.value.some((c) => c.ref === ref && c.unread)) return;
    const got = await this.session.run("record.read", { ref }).catch(() => undefined); // seen again is no harm
    if (got) this.comments.value = got.out.comments ?? [];
  }

  async comment(ref: Ref, text: string, replyTo?: string): Promise<void> {
    this.saved.value = { kind: "saving", at: this.saved.value.at };
    const got = await this.session.run("record.comment", { ref, text: text.normalize("NFC").trim(), replyTo, ...now() });
    this.comments.value = got.out.comments ?? [];
    this.#settle(got.unsaved);
  }
  async position(ref: Ref): Promise<void> {
    if (this.readOnly) return;
    await this.session.later("record.position", { ref }).catch(() => undefined); // where one stood is a comfort, never worth an error
  }
  async problems(): Promise<Problems> {
    await this.flush();
    return (await this.session.run("record.problems", {})).out;
  }
  async finish(): Promise<{ done: boolean; unsaved?: Told }> {
    await this.#ended();
    const got = await this.session.run("record.finish", now());
    this.#settle(got.unsaved);
    return { done: got.out.done, unsaved: got.unsaved };
  }
  /** Leaves the record: what was answered becomes one change. */
  async close(): Promise<void> {
    await this.#ended();
    await this.session.run("record.close", now());
  }

  touch(refs: Ref[]): void {
    this.touched.value = new Set([...this.touched.value, ...refs]);
  }

  #apply(patch: Patch | undefined): void {
    if (!patch) return;
    batch(() => {
      let moved = patch.whole === true;
      if (patch.whole) {
        const standing = new Set((patch.nodes ?? []).map((s) => s.r));
        for (const ref of [...this.#places.keys()]) if (!standing.has(ref)) this.#places.delete(ref);
        this.#rows = [];
        this.#gone.clear();
      }
      for (const change of patch.rows ?? []) {
        moved = true;
        if (change.gone) {
          this.#gone.add(change.id);
          continue;
        }
        this.#gone.delete(change.id);
        this.#rows = [...this.#rows.filter((r) => r.id !== change.id), change];
      }
      for (const state of patch.nodes ?? []) {
        const old = this.#places.get(state.r);
        const typing = this.#way.get(state.r);
        const next = { ...state, choices: state.choices ?? old?.value.choices, ...(typing ? { v: typing.value, seed: false } : {}) };
        moved ||= !old || (old.value.rel ?? false) !== (state.rel ?? false);
        if (old) old.value = next;
        else this.#places.set(state.r, signal(next));
      }
      if (moved) this.layout.value++;
      this.#answers.value++;
    });
  }
}

const zero = /^0*$/;
/** A top-level row may name its parent as "" or as zeros. */
const sameRow = (a: string, b: string): boolean => a === b || (zero.test(a) && zero.test(b));

export { refOf };
