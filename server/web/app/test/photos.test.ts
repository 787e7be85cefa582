// What a sync says when the commune has the records and not the photos.
import "fake-indexeddb/auto";
import { afterEach, expect, test, vi as mock } from "vitest";
import type { CallName, Engine, Report } from "../src/engine/calls";
import { Told } from "../src/engine/calls";
import { en } from "../src/i18n/en";
import { vi } from "../src/i18n/vi";
import { openDatabase } from "../src/store/db";
import { makeDeviceKeys, newDataKey, takeDataKey } from "../src/store/keys";
import { Session } from "../src/store/session";
import { takeFence, Vault } from "../src/store/vault";
import type { Party } from "../src/sync/exchange";
import { headline, type Says } from "../src/sync/headline";
import type { SyncState } from "../src/sync/loop";
import { sendPhotos } from "../src/sync/photos";

const says: Says = { told: (e) => e?.vi ?? "", moment: () => "9 giờ 41", clock: () => "9 giờ 41" };
const state = (part: Partial<SyncState>): SyncState => ({ kind: "idle", acked: 0, waiting: 0, photosSent: 0, photosTotal: 0, at: 1, took: 1000, bytes: 0, retryAt: 0, clockOffset: 0, photoBytes: 0, photoTotal: 0, failures: 0, arrived: { records: 0, returned: 0, approved: 0, conflicts: 0 }, revoked: false, ...part });
const report = (totalRecords: number): Report => ({ sentRecords: totalRecords, totalRecords, received: 0, returned: 0, unsent: 0, blobs: { sent: 0, total: 3, bytes: 1 } });
const left = state({ kind: "photosleft", photosSent: 1, photosTotal: 3, told: new Told("blob", "Xã chưa nhận được một ảnh (mã 422).", "A photo was not accepted (422).") });

test("records are in, photos are left: the title is about records, the line about photos", () => {
  const h = headline(left, 0, report(5), 1, vi, says);
  expect(h.title).toBe("Xã đã nhận đủ 5 phiếu");
  expect(h.lines).toEqual(["Còn 2 ảnh trên máy này, lần sau gửi tiếp.", "Xã chưa nhận được một ảnh (mã 422)."]);
  expect(h.title).not.toBe(vi.sync.refused);
  expect(headline(left, 0, report(5), 1, en, says).lines[0]).toBe("2 photos still here, sent next time.");
});
test("a record that is only here comes before the photos", () => {
  expect(headline(left, 2, report(5), 1, vi, says).title).toBe("2 phiếu chỉ có trên máy này.");
});
test("records that were refused are still said to be refused", () => {
  expect(headline(state({ kind: "refused" }), 2, report(5), 1, vi, says).title).toBe("Xã chưa nhận được lần gửi này.");
});
test("all sent", () => {
  expect(headline(state({ kind: "done" }), 0, report(5), 1, vi, says)).toMatchObject({ title: "Xã đã nhận đủ 5 phiếu", icon: "approved", colour: "cl-la" });
});

let n = 0;
/** A tablet with three photos in line, and a server that answers PUT of each with a status. */
async function party(statuses: Record<string, number>): Promise<{ p: Party; sent: string[] }> {
  const db = await openDatabase(() => {}, `p${++n}`);
  const sent: string[] = [];
  const engine: Engine = {
    async call(name: CallName, args: unknown) {
      const hash = (args as { hash?: string }).hash;
      if (name === "blob.queue") return { out: { blobs: Object.keys(statuses).map((h) => ({ hash: h, size: 1, mime: "image/jpeg", state: "ready" })) } as never, bins: [] };
      if (name === "blob.message") return { out: { nonce: "00" } as never, bins: [new Uint8Array([1])] };
      if (name === "blob.sent") { sent.push(hash!); return { out: {} as never, bins: [] }; }
      throw new Told("wire", "không hiểu", "not ours");
    },
    load: async () => { throw new Error("not asked here"); },
    end() {},
  };
  mock.stubGlobal("fetch", async (url: string) => new Response(null, { status: statuses[url.split("/").pop()!] }));
  const session = new Session(engine, new Vault(db, await takeDataKey(newDataKey()), Promise.resolve(await takeFence(db))), () => {});
  return { p: { session, keys: await makeDeviceKeys(), writer: "00", ownerPub: new Uint8Array(), app: "t" }, sent };
}
afterEach(() => mock.unstubAllGlobals());

test("a photo that is refused does not stop the others", async () => {
  const { p, sent } = await party({ a: 200, b: 422, c: 200 });
  const steps: number[] = [];
  await expect(sendPhotos(p, (x) => steps.push(x.sent))).rejects.toMatchObject({ why: "refused" });
  expect(sent).toEqual(["a", "c"]);
  expect(steps).toEqual([0, 1, 1, 2]);
});
test("a server that is busy leaves photos in line, and says how many", async () => {
  const { p } = await party({ a: 200, b: 503, c: 409 });
  expect(await sendPhotos(p, () => {})).toBe(2);
});
test("every photo sent: none is left", async () => {
  expect(await sendPhotos((await party({ a: 200, b: 200 })).p, () => {})).toBe(0);
});
