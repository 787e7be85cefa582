// What the sync page says on top: one sentence that is true of records and of photos, which may end differently.
import type { Report, Told } from "../engine/calls";
import type { Catalogue } from "../i18n/vi";
import { megabytes } from "../text/size";
import type { SyncState } from "./loop";
import { doubtAfter } from "./reason";

export type Headline = { title: string; lines: string[]; icon: "sync" | "nonet" | "warn" | "box" | "approved" | "device"; colour: string };
/** How times and a server's words read in the language of the moment. */
export type Says = { told: (e: Told | undefined) => string; moment: (ms: number) => string; clock: (ms: number) => string; now?: () => number };

/** n: records that are only here; lastSync: ms, 0 when there was none. */
export function headline(s: SyncState, n: number, report: Report | undefined, lastSync: number, words: Catalogue, says: Says, ended = false): Headline {
  const w = words.sync;
  const x = words.shell.sync;
  if (s.revoked) return { title: x.revoked, lines: [x.revokedHelp], icon: "warn", colour: "cl-son" };
  if (ended) return { title: x.ended, lines: [x.endedHelp], icon: "warn", colour: "cl-son" };
  const only = words.strip.only(n);
  const waiting = n > 0 ? [only] : [];
  const records = n > 0 ? only : report && report.totalRecords > 0 ? w.done(report.totalRecords) : w.doneNone;
  switch (s.kind) {
    case "sending": return { title: n > 0 ? w.sending(s.acked, Math.max(n, s.acked)) : w.asking, lines: [w.carry], icon: "sync", colour: "cl-muc" };
    case "photos": return { title: w.photos(s.photosSent, s.photosTotal), lines: [w.photoHelp], icon: "sync", colour: "cl-muc" };
    case "photosleft": return { title: records, lines: [w.photosNext(Math.max(1, s.photosTotal - s.photosSent)), says.told(s.told)].filter(Boolean), icon: n === 0 ? "approved" : "device", colour: "cl-nghe" };
    case "offline": return { title: w.offline, lines: waiting, icon: "nonet", colour: "cl-nghe" };
    case "portal": return { title: x.portal, lines: [x.portalHelp, ...waiting], icon: "nonet", colour: "cl-nghe" };
    case "clock": return { title: x.clock, lines: [x.clockHelp(says.moment(says.now?.() ?? Date.now())), ...waiting], icon: "warn", colour: "cl-son" };
    case "noserver": return { title: w.noserver, lines: [w.still, s.retryAt ? w.retry(says.clock(s.retryAt)) : "", s.failures >= doubtAfter ? x.certHelp : ""].filter(Boolean), icon: "nonet", colour: "cl-nghe" };
    case "cut": return { title: w.cut(s.acked, n), lines: [], icon: "nonet", colour: "cl-nghe" };
    case "refused": return { title: w.refused, lines: [says.told(s.told), ...waiting].filter(Boolean), icon: "warn", colour: "cl-nghe" };
    case "unsaved": return { title: w.unsaved, lines: [says.told(s.told)], icon: "box", colour: "cl-son" };
    case "done": return { title: records, lines: [[w.at(says.moment(s.at)), w.took(Math.max(1, Math.round(s.took / 1000))), s.bytes > 0 ? megabytes(s.bytes) : ""].filter(Boolean).join(" · ")], icon: n === 0 ? "approved" : "device", colour: n === 0 ? "cl-la" : "cl-nghe" };
    default: return { title: n > 0 ? only : w.doneNone, lines: [lastSync ? w.lastSent(says.moment(lastSync)) : w.never], icon: n > 0 ? "device" : "approved", colour: n > 0 ? "cl-nghe" : "cl-la" };
  }
}
