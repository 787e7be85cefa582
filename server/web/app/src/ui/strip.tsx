// The strip above the tabs: one at a time, the gravest.
import type { Told } from "../engine/calls";
import { t, told } from "../i18n";
import { home, now, onlyHere, route, stale, stopped } from "../state/app";
import { phone } from "../state/standing";
import { excuse, nearlyFull, persisted, room } from "../state/room";
import { syncState } from "../sync/loop";
import { clock, moment } from "../text/dates";
import { applyUpdate, updateReady } from "../update";
import { Icon, type IconName } from "./icons";

type Line = { kind: "la" | "nghe" | "muc" | "son"; icon: IconName; bold: string; rest?: string; button?: { label: string; act: () => void } };

/** One strip at a time, the gravest. */
export function Strip() {
  const line = gravest();
  return (
    <div role="status" aria-live="polite" class="dai-cho">
      {line && (
        <p class={`dai ${line.kind}`} data-strip={line.kind}>
          <Icon name={line.icon} /><span><b>{line.bold}</b> {line.rest}</span>
          {line.button && <button type="button" class="nut phu" onClick={line.button.act}>{line.button.label}</button>}
        </p>
      )}
    </div>
  );
}

function gravest(): Line | undefined {
  const w = t();
  const s = syncState.value;
  const n = onlyHere.value;
  const send = { label: w.strip.send, act: () => void now().loop.now() };
  if (s.revoked || stopped.value?.code === "revoked") return { kind: "son", icon: "lock", bold: w.strip.revoked, rest: [w.strip.revokedHelp, phone.value && `${w.shell.call} ${phone.value}`].filter(Boolean).join(" ") };
  const ended: Line = { kind: "son", icon: "lock", bold: w.shell.sync.ended, rest: [w.shell.sync.endedHelp, phone.value && `${w.shell.call} ${phone.value}`].filter(Boolean).join(" ") };
  const halt: Told | undefined = s.stopped ?? stopped.value;
  if (halt) return { kind: "son", icon: "lock", bold: told(halt) };
  if (home.value?.ended) return ended;
  if (room.value === "full") return { kind: "son", icon: "box", bold: w.shell.room.full, rest: w.shell.room.fullHelp, button: { label: w.saveAgain, act: () => void now().session.retry() } };
  if (s.kind === "unsaved") return { kind: "son", icon: "box", bold: w.strip.unsaved, rest: told(s.told) };
  const days = n > 0 && home.value?.lastSync ? Math.floor((Date.now() - home.value.lastSync) / 86_400_000) : 0;
  if (days >= 3) return { kind: "son", icon: "device", bold: w.strip.old(n, days), rest: w.strip.oldHelp, button: send };
  if (room.value === "low") return { kind: "son", icon: "box", bold: w.shell.room.low, rest: w.shell.room.lowHelp, button: send };
  if (stale.value) return { kind: "son", icon: "lock", bold: w.shell.stale.title + ".", rest: w.shell.stale.help, button: { label: w.sync.again, act: send.act } };
  const off = Math.round(Math.abs(s.clockOffset) / 60_000);
  if (off >= 5) return { kind: "nghe", icon: "calendar", bold: w.strip.clock(off), rest: w.strip.clockHelp };
  if (s.kind === "sending" && n > 0) return { kind: "muc", icon: "sync", bold: w.sync.sending(s.acked, Math.max(n, s.acked)), rest: w.sync.carry };
  if (s.kind === "cut") return { kind: "nghe", icon: "nonet", bold: w.sync.cut(s.acked, n), button: { label: w.sync.again, act: send.act } };
  if (s.kind === "noserver") return { kind: "nghe", icon: "nonet", bold: w.sync.noserver, rest: s.retryAt ? w.sync.retry(clock(s.retryAt)) : w.sync.still, button: { label: w.sync.again, act: send.act } };
  if (s.kind === "portal") return { kind: "nghe", icon: "nonet", bold: w.shell.sync.portal, rest: w.shell.sync.portalHelp, button: { label: w.sync.again, act: send.act } };
  if (s.kind === "clock") return { kind: "son", icon: "calendar", bold: w.shell.sync.clock, rest: w.shell.sync.clockHelp(moment(Date.now())) };
  if (s.kind === "refused") return { kind: "nghe", icon: "warn", bold: told(s.told) || w.sync.refused, button: { label: w.sync.again, act: send.act } };
  if (nearlyFull.value) return { kind: "nghe", icon: "box", bold: w.shell.room.big, rest: w.shell.room.bigHelp, button: send };
  if (updateReady.value && (route.value.at === "today" || route.value.at === "device")) return { kind: "muc", icon: "info", bold: w.strip.update, rest: w.strip.updateHelp, button: { label: w.strip.updateNow, act: () => void applyUpdate() } };
  if (persisted.value === false && (n > 0 || s.kind === "done" || s.kind === "idle")) {
    const why = excuse.value ? w.shell.keepData.stripWhy(excuse.value.reason) : w.strip.persistNo;
    return { kind: "nghe", icon: "lock", bold: n > 0 ? w.strip.only(n) : w.shell.keepData.strip, rest: n > 0 ? `${w.shell.keepData.strip} ${why}` : why, button: n > 0 ? send : undefined };
  }
  if (n > 0) return onlyLine(n, s.kind === "offline" ? w.sync.offline : home.value?.lastSync ? w.sync.lastSent(moment(home.value.lastSync)) : undefined);
  if (s.kind === "photosleft") return { kind: "nghe", icon: "device", bold: w.sync.photosNext(Math.max(1, s.photosTotal - s.photosSent)), rest: told(s.told), button: { label: w.sync.again, act: send.act } };
  if (s.kind === "offline") return { kind: "nghe", icon: "nonet", bold: w.sync.offline };
  if (s.kind === "done") return { kind: "la", icon: "tick", bold: w.strip.all, rest: w.sync.lastSent(moment(s.at)) };
  return undefined;
}
const onlyLine = (n: number, rest?: string): Line => ({ kind: "nghe", icon: "device", bold: t().strip.only(n), rest });
