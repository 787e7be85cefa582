// Runs the tablet's WebAssembly program in Node against a server, with a store in memory: enrols, receives, answers a
// form, is killed, goes on, finishes and sends. It prints what it saw as one JSON line; any surprise ends it with 1.
//
//   node smoke.mjs sothon.wasm wasm_exec.js http://localhost:PORT CODE
//
// Tablet is also what the load driver uses: one instance is one tablet.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const subtle = globalThis.crypto.subtle;
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const SHA = { name: "ECDSA", hash: "SHA-256" };

/** One instance of the program; call(name, json, bins) as the worker does it. */
export async function start(module, execPath) {
  createRequire(import.meta.url)(resolve(execPath));
  const go = new globalThis.Go();
  globalThis.sothonCall = undefined;
  const instance = await WebAssembly.instantiate(module, go.importObject);
  void go.run(instance);
  while (!globalThis.sothonCall) await new Promise((next) => setTimeout(next, 1));
  const run = globalThis.sothonCall;
  return (name, args = {}, bins = []) => {
    const out = run(name, JSON.stringify(args), bins);
    const json = JSON.parse(out.json);
    if (json.error) throw Object.assign(new Error(`${name}: ${json.error.code}: ${json.error.en}`), { told: json.error });
    return { ...json, bins: [...out.bins] };
  };
}

/** The answer of home with its packed households: case, name, state of each. */
export function listed(home) {
  const { rows, states } = JSON.parse(new TextDecoder().decode(home.bins[0]));
  return { ...home, households: rows.map((r) => ({ case: r[0], name: r[1], state: states[r[4]], members: r[6] })) };
}

export class Tablet {
  disk = new Map();
  bytes = { up: 0, down: 0, requests: 0 };

  constructor(module, exec, url) {
    Object.assign(this, { module, exec, url });
  }

  async boot() {
    this.call = await start(this.module, this.exec);
  }

  /** Stores what a call says must be stored. */
  keep(answer) {
    for (const w of answer.writes ?? []) {
      const key = w.s + "\n" + w.k;
      if (w.b < 0) this.disk.delete(key);
      else this.disk.set(key, answer.bins[w.b]);
    }
    return answer;
  }

  run(name, args, bins) {
    return this.keep(this.call(name, args, bins));
  }

  /** A start of the app: everything comes from the store. */
  load() {
    const keys = [...this.disk.keys()];
    return this.call("load", { entries: keys.map((k) => ({ s: k.split("\n")[0], k: k.split("\n")[1] })) }, keys.map((k) => this.disk.get(k)));
  }

  async sign(bytes) {
    return new Uint8Array(await subtle.sign(SHA, this.key.privateKey, bytes));
  }

  async post(path, body, headers = {}) {
    const got = await fetch(this.url + path, { method: "POST", headers: { "Content-Type": "application/cbor", ...headers }, body });
    const bytes = new Uint8Array(await got.arrayBuffer());
    this.bytes.up += body.length;
    this.bytes.down += bytes.length;
    this.bytes.requests++;
    return { status: got.status, bytes };
  }

  async enrol(code, device) {
    this.key = await subtle.generateKey(P256, true, ["sign", "verify"]);
    this.pub = new Uint8Array(await subtle.exportKey("raw", this.key.publicKey));
    const id = new Uint8Array(await subtle.digest("SHA-256", this.pub)).slice(0, 16);
    this.writer = Buffer.from(id).toString("hex");
    const proof = await this.sign(this.call("enrol.message", { code }, [this.pub]).bins[0]);
    const body = this.call("enrol.request", { code, device, app: "smoke" }, [this.pub, proof]).bins[0];
    const got = await this.post("/api/v1/enrol", body);
    const answer = this.run("enrol.reply", {}, [this.pub, got.bytes]);
    this.owner = await subtle.importKey("raw", Buffer.from(answer.ownerPub, "hex"), P256, true, ["verify"]);
    return answer;
  }

  /** Requests until nothing is left to exchange. */
  async sync() {
    const sum = { acked: 0, records: 0, conflicts: 0, requests: 0 };
    for (let turn = 0; turn < 1000; turn++) {
      const begun = this.run("sync.begin", { app: "smoke", now: Date.now() });
      const head = begun.bins[0];
      const made = this.run("sync.body", {}, [head.length ? await this.sign(head) : new Uint8Array()]);
      const [body, message] = made.bins;
      const sig = Buffer.from(await this.sign(message)).toString("base64");
      const got = await this.post("/api/v1/sync", body, { "Sothon-Writer": this.writer, "Sothon-Signature": sig });
      sum.requests++;
      if (got.status !== 200) {
        const said = this.run("sync.error", { status: got.status }, [got.bytes]);
        if (!said.retry) throw new Error(`sync: ${got.status} ${said.code}: ${said.en}`);
        continue;
      }
      const [said, ownerSig, payload] = this.run("sync.unseal", { status: 200 }, [got.bytes]).bins;
      if (!(await subtle.verify(SHA, this.owner, ownerSig, said))) throw new Error("the reply is not the owner's");
      const answer = this.run("sync.receive", { now: Date.now() }, [payload]);
      sum.acked += answer.acked;
      sum.records += answer.arrived.records;
      sum.conflicts += answer.arrived.conflicts;
      if (!answer.more) return { ...sum, stopped: answer.stopped };
    }
    throw new Error("sync does not end");
  }
}

function must(ok, what) {
  if (!ok) throw new Error(what);
}

const at = () => ({ at: Date.now(), zone: 420 });

async function smoke(wasm, exec, url, code) {
  const t0 = performance.now();
  const module = await WebAssembly.compile(await readFile(wasm));
  const tablet = new Tablet(module, exec, url);
  await tablet.boot();
  const startMs = performance.now() - t0;

  let refused = "";
  try { tablet.call("home"); } catch (e) { refused = e.told?.code; }
  must(refused === "locked", "home before load must be refused");
  try { tablet.call("record.set", { ref: 7 }, ["no bytes"]); } catch (e) { refused = e.told?.code; }
  must(refused === "call", "malformed calls must be refused");

  const who = await tablet.enrol(code, "Máy khói");
  must(who.user.name && who.workspace.length === 32, "enrolment");
  tablet.load();
  await tablet.sync();

  const home = listed(tablet.call("home"));
  must(home.households.length > 0 && home.form && home.round, "home: " + JSON.stringify(home));
  const house = home.households[0];
  must(tablet.call("search", { text: house.name.split(" ").pop() }).hits.some((h) => h.case === house.case), "search");
  must(tablet.call("household", { case: house.case }).household.name, "household");
  must(tablet.call("form", { hash: home.form.hash }).form, "form");

  let opened = tablet.run("record.open", { case: house.case, lang: "vi", ...at() });
  const place = (label) => opened.patch.nodes.find((n) => n.label === label)?.r;
  const t1 = performance.now();
  tablet.run("record.set", { ref: place("Nguồn nước"), value: "9", how: "typed", ...at() });
  const answerMs = performance.now() - t1;
  tablet.run("record.position", { ref: place("Nguồn khác") });

  // the browser is killed
  await tablet.boot();
  tablet.load();
  opened = tablet.run("record.open", { case: house.case, lang: "vi", ...at() });
  must(opened.resumed && opened.position, "resumed");
  must(opened.patch.nodes.find((n) => n.label === "Nguồn nước").v === "9", "the answer is there");

  let ended = tablet.run("record.finish", at());
  must(!ended.done && ended.problems.some((p) => p.ref === place("Nguồn khác")), "a required question blocks: " + JSON.stringify(ended));
  tablet.run("record.set", { ref: place("Nguồn khác"), value: "suối", ...at() });
  const repeat = opened.patch.rows[0].node;
  const row = tablet.run("record.addRow", { node: repeat, parent: "", ...at() });
  must(row.row.length === 32 && row.patch.rows.length === 1, "a row");
  tablet.run("record.removeRow", { row: row.row, ...at() });
  tablet.run("record.restoreRow", { row: row.row, ...at() });
  const name = tablet.call("record.problems").problems.find((p) => p.ref.startsWith(row.row));
  tablet.run("record.set", { ref: name.ref, value: "Bé Mới", ...at() });
  must(tablet.run("record.comment", { ref: place("Nguồn khác"), text: "xa nhà", ...at() }).comments.length === 1, "a comment");
  ended = tablet.run("record.finish", at());
  must(ended.done, "finish: " + JSON.stringify(ended));
  must(tablet.call("home").onlyHere === 1, "one record is only here");

  const sent = await tablet.sync();
  must(sent.acked === 1, "acked: " + JSON.stringify(sent));
  const after = listed(tablet.call("home")).households[0];
  must(after.state === "received" && !after.unsent && after.members === house.members + 1, "after: " + JSON.stringify(after));
  const report = tablet.call("sync.report");
  must(report.sentRecords === 1 && report.unsent === 0, "report: " + JSON.stringify(report));
  must(tablet.call("blob.queue").blobs.length === 0, "blobs");
  tablet.call("unload");
  console.log(JSON.stringify({ ok: true, startMs: Math.round(startMs), answerMs: Math.round(answerMs * 10) / 10, bytes: tablet.bytes }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const [wasm, exec, url, code] = process.argv.slice(2);
  smoke(wasm, exec, url, code).then(() => process.exit(0), (e) => { console.error(e.stack ?? String(e)); process.exit(1); });
}
