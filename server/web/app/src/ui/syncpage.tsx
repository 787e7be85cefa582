// The result of the last exchange first, then figures, photos, what came in; one button.
import { useEffect, useState } from "preact/hooks";
import type { Report } from "../engine/calls";
import { t, told } from "../i18n";
import { home, now, onlyHere, user } from "../state/app";
import { stored } from "../state/room";
import { calledBy } from "../state/values";
import { headline } from "../sync/headline";
import { syncState } from "../sync/loop";
import { clock, moment } from "../text/dates";
import { megabytes } from "../text/size";
import { Icon, type IconName } from "./icons";
import { Head, Notice, Tabs, Trouble } from "./parts";
import { HouseholdRow } from "./today";

export function SyncPage() {
  const w = t().sync;
  const s = syncState.value;
  const [report, setReport] = useState<Report>();
  useEffect(() => {
    now().session.run("sync.report", {}).then((got) => setReport(got.out), () => undefined);
  }, [s.kind, s.acked, s.photosSent, onlyHere.value]);
  const busy = s.kind === "sending" || s.kind === "photos";
  const left = report ? Math.max(0, report.blobs.total - report.blobs.sent) : 0;
  const r = headline(s, onlyHere.value, report, home.value?.lastSync ?? 0, t(), { told, moment, clock }, home.value?.ended);
  return (
    <>
      <Head title={t().tabs.sync} sub={calledBy(user.value)} />
      <main class="t-than" tabIndex={0} data-screen="sync" data-sync={s.kind}>
        <Trouble />
        <div class="the-t kq" role="status" aria-live="polite"><span class={`to ${r.colour}`}><Icon name={r.icon} /></span><div><h1>{r.title}</h1>{r.lines.map((l) => <p key={l}>{l}</p>)}</div></div>
        {report && (
          <div class="so3">
            <div><b data-figure="sent">{report.sentRecords}/{report.totalRecords}</b><span>{w.sent}</span></div>
            <div><b data-figure="received">{report.received}</b><span>{w.got}</span></div>
            <div class={report.returned > 0 ? "cl-son" : ""}><b data-figure="returned">{report.returned}</b><span>{w.returned}</span></div>
          </div>
        )}
        {report && report.blobs.total > 0 && (
          <div class="the-t cach" data-figure="photos">
            <div class="anh-dau"><b>{left > 0 ? (busy ? w.photos(report.blobs.sent, report.blobs.total) : w.photosLeft(left)) : w.photosDone}</b>{s.kind === "photos" && s.photoTotal > 0 ? <span class="mo" data-figure="photo-bytes">{t().shell.sync.photoOf(megabytes(s.photoBytes), megabytes(s.photoTotal))}</span> : left > 0 && report.blobs.bytes > 0 && <span class="mo">{megabytes(report.blobs.bytes)}</span>}</div>
            <div class="thanh"><i class="mau-muc" style={{ flex: report.blobs.sent }} /><i style={{ flex: Math.max(0.001, left) }} /></div>
            {left > 0 && <p class="mo">{w.photoHelp}</p>}
          </div>
        )}
        {stored.value && <p class="mo cach">{t().shell.room.used(megabytes(stored.value.bytes))}{stored.value.reserve > 0 ? ` · ${t().shell.room.reserve(megabytes(stored.value.reserve))}` : ""}</p>}
        <div class="muc-t"><h2>{w.incoming}</h2></div>
        <Arrived />
        {s.told && (s.kind === "refused" || s.kind === "unsaved") && <Notice kind="nghe">{told(s.told)}</Notice>}
      </main>
      <footer class="t-day noi">
        <button type="button" class={`nut ${busy ? "chua" : "chinh"} rong`} aria-disabled={busy} data-name="sync-now" onClick={() => { if (!busy) void now().loop.now(); }}><Icon name="sync" />{busy ? w.busy : w.now}</button>
      </footer>
      <Tabs />
    </>
  );
}

function Arrived() {
  const w = t().sync;
  const a = syncState.value.arrived;
  const news = (home.value?.households ?? []).filter((s) => s.state === "conflict" || s.state === "changed");
  const back = home.value?.returned ?? [];
  const lines: [IconName, string, string][] = [];
  if (a.returned > 0) lines.push(["returned", "cl-son", w.backs(a.returned)]);
  if (a.conflicts > 0) lines.push(["conflict", "cl-nghe", w.conflicts(a.conflicts)]);
  if (a.approved > 0) lines.push(["approved", "cl-la", w.approved(a.approved)]);
  if (a.records > 0) lines.push(["received", "mo", w.records(a.records)]);
  return (
    <ul class="ds">
      {lines.map(([icon, colour, text]) => <li key={text}><div class="h thap"><span class={`dau ${colour}`}><Icon name={icon} /></span><span class="ten"><b>{text}</b></span></div></li>)}
      {[...back, ...news].map((s) => <HouseholdRow key={s.case} s={s} />)}
      {lines.length + back.length + news.length === 0 && <li><div class="h thap"><span class="ten">{w.nothing}</span></div></li>}
    </ul>
  );
}
