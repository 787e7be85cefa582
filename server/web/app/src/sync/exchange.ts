// One sync: requests are repeated until both sides have everything. Nothing counts as received by the commune but what
// the owner's signature says: a 200 of anybody else changes nothing here.
import { Told, type Received, type Wipe } from "../engine/calls";
import type { DeviceKeys } from "../store/keys";
import { sign, verifyOwner } from "../store/keys";
import type { Run, Session } from "../store/session";
import { base64, postCbor, type Sent } from "./http";
import { unmet, type Unmet } from "./reason";

export type Party = { session: Session; keys: DeviceKeys; writer: string; ownerPub: Uint8Array; app: string; /** resolves when no answer is being written */ quiet?: () => Promise<void>; /** when the commune was last met, ms */ lastContact?: () => number };
export type Progress = (p: { acked: number; waiting: number; arrived: Required<NonNullable<Received["arrived"]>> }) => void;
export type Exchanged = { acked: number; clockOffset: number; revoked: boolean; wipe?: Wipe; stopped?: Told; bytes: number; arrived: Required<NonNullable<Received["arrived"]>> };

/** Why a sync ended early: nobody there, someone else there, or a refusal in the server's own words. */
export class Stopped extends Error {
  constructor(readonly why: Unmet | "refused" | "unsaved" | "cut", readonly told?: Told) {
    super(why);
  }
}

export async function exchange(p: Party, progress: Progress): Promise<Exchanged> {
  const total: Exchanged = { acked: 0, clockOffset: 0, revoked: false, bytes: 0, arrived: { records: 0, returned: 0, approved: 0, conflicts: 0 } };
  let refusals = 0;
  for (let turn = 0; turn < 1000; turn++) {
    await p.quiet?.();
    const asked = await p.session.hold((run) => prepare(p, run));
    const sig = await sign(p.keys, asked.message);
    const got = await postCbor(asked.url, asked.body, { "Sothon-Writer": p.writer, "Sothon-Signature": base64(sig) });
    total.bytes += asked.body.length + (got.body?.length ?? 0);
    if (got.status === 0) throw total.acked > 0 ? new Stopped("cut") : notMet(p, got.stranger);
    if (got.status !== 200) {
      await refused(p, got, ++refusals);
      continue;
    }
    const answer = await receive(p, got);
    total.acked += answer.acked;
    total.clockOffset = answer.clockOffset ?? 0;
    for (const k of ["records", "returned", "approved", "conflicts"] as const) total.arrived[k] += answer.arrived?.[k] ?? 0;
    progress({ acked: total.acked, waiting: Math.max(0, asked.changes - answer.acked), arrived: total.arrived });
    if (answer.revoked) total.revoked = true;
    total.wipe = answer.wipe;
    if (answer.stopped?.code) total.stopped = new Told(answer.stopped.code, answer.stopped.vi, answer.stopped.en);
    if (total.stopped || (!answer.more && !(answer.acked > 0 && asked.changes > answer.acked))) return total;
  }
  return total;
}

/** Why nobody of ours answered. */
export function notMet(p: Party, stranger: boolean): Stopped {
  return new Stopped(unmet({ online: navigator.onLine, stranger, now: Date.now(), lastContact: p.lastContact?.() ?? 0 }));
}

/** Builds and signs one request while no other call of the engine runs. */
async function prepare(p: Party, run: Run) {
  const begun = await run("sync.begin", { app: p.app, now: Date.now() });
  keep(begun.unsaved);
  const head = begun.bins[0] ?? new Uint8Array();
  // what is signed and sent must already be on disk: a killed browser would otherwise make the same number again
  const made = await run("sync.body", {}, [head.length > 0 ? await sign(p.keys, head) : new Uint8Array()]);
  keep(made.unsaved);
  const [body, message] = made.bins;
  if (!body || !message) throw new Stopped("refused", new Told("internal", "Chưa soạn được gói gửi.", "The request could not be made."));
  return { url: made.out.url || "/api/v1/sync", body, message, changes: begun.out.has?.changes ?? 0 };
}

function keep(unsaved: Told | undefined): void {
  if (unsaved) throw new Stopped("unsaved", unsaved);
}

async function refused(p: Party, got: Sent, times: number): Promise<void> {
  const said = await p.session.run("sync.error", { status: got.status }, [got.body!]).catch((): undefined => undefined);
  if (!said) throw notMet(p, got.stranger); // not in our server's language: a hotspot's page, a proxy
  keep(said.unsaved);
  if (said.out.retry && times <= 3) return;
  throw new Stopped("refused", new Told(said.out.code, said.out.vi, said.out.en));
}

async function receive(p: Party, reply: Sent): Promise<Received> {
  const sealed = await p.session.run("sync.unseal", { status: 200 }, [reply.body!]).catch((): undefined => undefined);
  const [message, sig, payload] = sealed?.bins ?? [];
  if (!message || !sig || !payload || !(await verifyOwner(p.ownerPub, message, sig))) throw notMet(p, reply.stranger);
  const got = await p.session.run("sync.receive", { now: Date.now() }, [payload]);
  keep(got.unsaved);
  return got.out;
}
