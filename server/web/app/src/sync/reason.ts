// Why the commune was not met, as far as a browser can know it. Whether a certificate is at fault it never tells: after a
// few failures in a row over https that is said to be possible, no more.

export type Unmet = "offline" | "noserver" | "portal" | "clock";

const day = 86_400_000;
/** No tablet of this program saw an earlier day. */
export const earliest = Date.UTC(2025, 0, 1);
const latest = Date.UTC(2100, 0, 1);
/** Failures in a row after which an expired certificate is named as possible. */
export const doubtAfter = 3;

export type Seen = { online: boolean; stranger: boolean; now: number; lastContact: number };

export function unmet(s: Seen): Unmet {
  if (s.stranger) return "portal";
  if (!s.online) return "offline";
  // a clock before the last sync, or in no year that can be: certificates are then not valid yet, or no longer
  if (s.now < Math.max(earliest, s.lastContact - day) || s.now > latest) return "clock";
  return "noserver";
}
