// The calls of the engine (cmd/formswasm): names, arguments and answers. The engine holds every form rule, the merge and
// the replica; this file is its only description on this side. Times are Unix milliseconds, ids lower-case hex.

/** A place of an answer: the node number, or the row's hex id, ":" and the node number. */
export type Ref = string;

/** One stored value to write: store, key, index into the answer's bins, or -1 to delete. All of one answer = ONE transaction. */
export type Writes = { s: string; k: string; b: number }[];

export type Texts = { code: string; vi: string; en: string };
export type State = "new" | "draft" | "finished" | "received" | "returned" | "fixed" | "approved" | "changed" | "conflict" | "held";

export type Summary = {
  case: string; name: string; area: string; areaLabel: string; address: string;
  state: State; unsent: boolean; members: number; updated: number; note?: string; code?: string;
  /** The office gave it to this user; to anybody; what the one before wants the next to know; no list has it. */
  mine?: boolean; given?: boolean; handover?: string; unlisted?: boolean;
};
/** A household that a new one may be, and by what. */
export type Alike = { case: string; kind: "name" | "near" | "phone" | "member"; why: string };
export type User = { id: string; name: string; kin: string };
export type FormName = { id: string; title: string; version: number; hash?: string };
/** What home answers; the households are the packed bytes of bins[0] (state/packed.ts). */
export type HomeTold = {
  round: { id: string; label: string; ends?: number } | null;
  areas: { id: string; label: string; total: number; states: Partial<Record<State, number>> }[];
  returned: Summary[]; onlyHere: number; lastSync: number; form?: FormName;
  /** The permission under which this person works here has ended; work goes on, the office judges it. */
  ended?: boolean;
  /** The office's last word to this user about the round. */
  reminder?: { text: string; at: number };
};
/** households: house by house, lane by lane; byName: the same by the name people are called by. */
export type Home = HomeTold & { households: Summary[]; byName: Summary[] };
export type Household = {
  household: Record<string, string>;
  /** sameAs: the same person under other ids (an alias of the office). */
  members: { id: string; name: string; birth: string; relation: string; sameAs?: string[] }[];
  loans: Record<string, string>[];
  record: Summary;
  /** Households of this tablet that are the same one by an alias of the office: listed together, joined nowhere. */
  also?: Summary[];
  lastYear?: { label: string; values: { label: string; value: string }[] };
  draftElsewhere?: { user: string; at: number; /** on this tablet, by another of its users */ here?: boolean };
};
export type Choice = { v: string; label: string; img?: string };
export type Fork = { value: string; text?: string; by: string; at: number; device: string; mine?: boolean };
export type NodeState = {
  r: Ref; rel?: boolean; req?: boolean; ro?: boolean; v?: string; label?: string; hint?: string;
  valid?: 0 | 1 | 2 | 3; msg?: string; seed?: boolean; last?: boolean; conflict?: Fork[]; choices?: Choice[]; warn?: Warn;
};
/** Worth a second look, blocks nothing: kinds as replica.Reminder. The place is there in the list of the whole form. */
export type Warn = { kind: "note" | "times" | "part" | "more" | "less" | "id-sex" | "id-year" | "id-province" | "id-here" | "id-area"; n: number; who?: string; ref?: Ref; label?: string; group?: string };
/** added: by hand in this visit. by: who added it on another tablet. against: it stands although somebody removed it. */
export type RowChange = { id: string; node: number; parent: string; gone?: boolean; index: number; added?: boolean; by?: string; against?: { by: string; at: number } };
/** whole: everything there is; what is not in it is gone. */
export type Patch = { whole?: boolean; rows?: RowChange[]; nodes?: NodeState[] };
/** One of last year's values that does not stand this year, or an answer that a newer form does not take. */
export type Left = { ref: Ref; label: string; value: string; why: "choice" | "constraint" | "relevant" | "differs" | "type" | "removed"; message?: string };
/** Something that arrived for the open record and is not shown yet. */
export type News = { ref: Ref; kind: "value" | "row" | "gone" | "comment" | "decision"; label: string; value: string; text: string; by: string; at: number };
export type Newer = { from?: number; to?: number; added?: string[]; removed?: string[]; misfits?: Left[] };
export type LastValue = { value: string; text: string };
export type LastYear = { label: string; values: Record<Ref, LastValue>; rows?: Record<string, Record<string, LastValue>> };
export type Comment = {
  id?: string; ref: Ref; text: string; by: string; at: number; mine?: boolean; ask?: boolean; answered?: boolean;
  replyTo?: string; gone?: boolean; label?: string; unread?: boolean;
};
export type Decision = { kind: "return" | "approve" | "reject"; by: string; at: number; reason: string };
export type Opened = {
  record: string; form: { id: string; version: number; hash: string }; state: State; readOnly?: boolean; patch: Patch;
  lastYear?: LastYear; comments?: Comment[]; decision?: Decision; resumed?: boolean; position?: Ref; newer?: number;
};
export type Problem = { ref: Ref; label: string; group: string; kind: string; message: string };
export type GroupState = { node: number; label: string; answered: number; total: number; problems: number; state: string };
export type Problems = { problems?: Problem[]; reminders?: Warn[]; clears?: { ref: Ref; label: string; value: string }[]; groups?: GroupState[] };
/**
 * The office orders this device to erase everything. The shell: close the open form, sync until unsent and blobs are 0 or
 * nothing more goes (the owner holds what a revoked device sends; photos too), then wipe.receipt, sign its message with the
 * device key, keep body and signature outside the encrypted stores (they hold no personal value), erase every store and key,
 * then POST the body (application/cbor, headers Sothon-Writer, Sothon-Signature) to url until the answer is 200. A wipe that
 * was interrupted goes on at the next start: load tells it again, or the kept receipt says that the erasing had begun.
 */
export type Wipe = { order: string; at: number; reason: string; unsent: number; blobs: number };
export type Received = {
  more: boolean; acked: number; revoked?: boolean; stopped?: Texts; clockOffset: number; wipe?: Wipe;
  arrived?: { records?: number; returned?: number; approved?: number; conflicts?: number };
};
export type Report = {
  sentRecords: number; totalRecords: number; received: number; returned: number; unsent: number;
  blobs: { sent: number; total: number; bytes: number };
};
type Moment = { at: number; zone: number };
type W = { writes?: Writes };

/** Every call: [arguments, answer]. Byte arguments and answers are the bins of the same call. */
export interface Calls {
  "enrol.message": [{ code: string }, object];
  "enrol.request": [{ code: string; device: string; app: string; /** why it is used though the browser does not promise to keep data */ excuse: string }, object];
  "enrol.reply": [object, { workspace: string; workspaceName: string; user: User; recovery: string; ownerPub: string } & W];
  /** Through Engine.load. */
  load: [{ entries: { s: string; k: string }[]; user?: string }, { user: User; users: User[]; wipe?: Wipe; workspaceName: string; unsent: { records: number; blobs: number }; forms?: FormName[]; stopped?: Texts } & W];
  /** Who may work on this device by the grants in force, its own user first; and who works now. */
  users: [object, { user: User; users: User[] }];
  /** After the PIN: what is saved from now on is this user's. Journals that others left become changes of theirs (writes). */
  "user.set": [{ id: string }, { user: User } & W];
  unload: [object, object];
  home: [{ now: number }, HomeTold];
  /** Does beforehand what the first record of a start needs. */
  warm: [{ lang: string } & Moment, object];
  household: [{ case: string }, Household];
  search: [{ text: string }, { hits?: { case: string; why: string }[] }];
  "case.alike": [{ name: string; phone: string }, { alike?: Alike[] }];
  /** A household that no list has, begun here; its record is opened by the case as any other. */
  "case.new": [{ area: string; name: string; address: string; phone: string }, { case: string } & W];
  form: [{ hash: string }, { form: unknown }];
  "record.open": [{ case: string; lang: string } & Moment, Opened & W];
  "record.set": [{ ref: Ref; value: string; how?: "as-before" | "typed" } & Moment, { patch: Patch; from?: number; to?: number } & W];
  "record.addRow": [{ node: number; parent: string } & Moment, { patch: Patch; row: string } & W];
  "record.removeRow": [{ row: string } & Moment, { patch: Patch; row?: string } & W];
  "record.restoreRow": [{ row: string } & Moment, { patch: Patch; row?: string } & W];
  "record.comment": [{ ref: Ref; text: string; replyTo?: string } & Moment, { comments: Comment[] } & W];
  "record.asBefore": [{ row?: string; node?: number } & Moment, { patch: Patch; count: number; from: number; to: number; left?: Left[] } & W];
  "record.takeBack": [{ from: number; to: number }, { patch: Patch } & W];
  "record.resolve": [{ ref: Ref } & Moment, { comments: Comment[] } & W];
  "record.read": [{ ref: Ref }, { comments: Comment[] } & W];
  "record.news": [object, { news?: News[] }];
  "record.refresh": [object, { patch: Patch; state: State; readOnly?: boolean; comments?: Comment[]; decision?: Decision } & W];
  "record.newer": [object, Newer];
  "record.move": [Moment, Opened & W];
  "record.position": [{ ref: Ref }, W];
  "record.problems": [object, Problems];
  "record.finish": [Moment, { done: boolean; problems?: Problem[] } & W];
  "record.close": [Moment, W];
  "sync.begin": [{ app: string; now: number }, { has: { changes: number; blobs: number } } & W];
  "sync.body": [object, { url: string } & W];
  "sync.unseal": [{ status: number }, object];
  "sync.error": [{ status: number }, { retry: boolean; code: string; vi: string; en: string } & W];
  "sync.receive": [{ now: number }, Received & W];
  /** bins: body, message to sign. See Wipe. */
  "wipe.receipt": [{ at: number }, { url: string }];
  "sync.report": [object, Report];
  "blob.queue": [object, { blobs?: { hash: string; size: number; mime: string; state: string }[] }];
  "blob.message": [{ hash: string; method: string }, { nonce: string }];
  /**
   * A blob above 1 MiB goes in parts of at most 1 MiB. HEAD (blob.message) answers 200 when the server has it, else 404 with
   * Sothon-Offset: how much of this blob it holds (no such header: the change that names it is not there yet). Then
   * PATCH the bytes from there, headers Sothon-Writer, Sothon-Nonce, Sothon-Offset, Sothon-Signature over the message (bins:
   * SHA-256 of the part -> message). 202: go on from Sothon-Offset; 200 or 201: all is there, blob.sent; 409 "offset": go on
   * from Sothon-Offset; 422: it begins again at 0. 409 "nonce": sync, then again.
   */
  "blob.part": [{ hash: string; offset: number }, { nonce: string }];
  "blob.sent": [{ hash: string }, W];
}
export type CallName = keyof Calls;
export type Args<N extends CallName> = Calls[N][0];
export type Answer<N extends CallName> = Calls[N][1];

/** An error that the engine or the shell tells in both languages. */
export class Told extends Error {
  constructor(readonly code: string, readonly vi: string, readonly en: string) {
    super(`${code}: ${en}`);
  }
}

/** The database and the key that opens it. */
export type StoredAt = { database: string; key: CryptoKey };
/** Store, key and bytes on disk of each value. */
export type Weights = [s: string, k: string, bytes: number][];

/** What the app needs of an engine: the worker's, or a pretended one in tests. */
export interface Engine {
  call<N extends CallName>(name: N, args: Args<N>, bins?: Uint8Array[]): Promise<{ out: Answer<N>; bins: Uint8Array[] }>;
  /** The call load with everything that is stored, read and opened where the engine runs; gives what each value takes on disk. */
  load(from: StoredAt, user: string): Promise<{ out: Answer<"load">; bins: Uint8Array[]; weights: Weights }>;
  /** Ends the engine: everything it held in memory is gone. */
  end(): void;
}
