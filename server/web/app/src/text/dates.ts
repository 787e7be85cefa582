// Dates and times as the screens say them: 14/10/2025, 9 giờ 41, can-chi years. A stored date is "YYYY-MM-DD".
import { lang } from "../i18n/lang";

const weekdaysVi = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
const weekdaysEn = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const stems = ["Canh", "Tân", "Nhâm", "Quý", "Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ"];
const branches = ["Thân", "Dậu", "Tuất", "Hợi", "Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi"];
const animals = ["Khỉ", "Gà", "Chó", "Lợn", "Chuột", "Trâu", "Hổ", "Mèo", "Rồng", "Rắn", "Ngựa", "Dê"];

export type Day = { y: number; m: number; d: number };

/** Reads "YYYY-MM-DD" (a time after it is ignored); undefined when there is no such day. */
export function parseDay(value: string): Day | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(value);
  return m ? realDay(Number(m[1]), Number(m[2]), Number(m[3])) : undefined;
}

export function realDay(y: number, m: number, d: number): Day | undefined {
  if (!(y >= 1000 && y <= 9999 && m >= 1 && m <= 12 && d >= 1)) return undefined;
  return d <= new Date(Date.UTC(y, m, 0)).getUTCDate() ? { y, m, d } : undefined;
}

const two = (n: number) => String(n).padStart(2, "0");
export const isoDay = (day: Day): string => `${day.y}-${two(day.m)}-${two(day.d)}`;
export const shownDay = (day: Day): string => `${two(day.d)}/${two(day.m)}/${day.y}`;
export const today = (now = new Date()): Day => ({ y: now.getFullYear(), m: now.getMonth() + 1, d: now.getDate() });

/** Whole years between two days; negative when born after. */
export const ageAt = (born: Day, at: Day): number => at.y - born.y - (at.m < born.m || (at.m === born.m && at.d < born.d) ? 1 : 0);

/** "Giáp Thìn" and its animal; the year as the calendar counts it (days before Tết belong to the year before). */
export const canChi = (year: number): { name: string; animal: string } => ({
  name: `${stems[year % 10]} ${branches[year % 12]}`,
  animal: animals[year % 12]!,
});

export function weekday(day: Day): string {
  const n = new Date(Date.UTC(day.y, day.m - 1, day.d)).getUTCDay();
  return (lang.value === "en" ? weekdaysEn : weekdaysVi)[n]!;
}

/** "Thứ Hai, 23 tháng 11". */
export const longDay = (day: Day): string =>
  lang.value === "en" ? `${weekday(day)}, ${day.d}/${day.m}` : `${weekday(day)}, ${day.d} tháng ${day.m}`;

/** "9 giờ 41". */
export function clock(ms: number): string {
  const d = new Date(ms);
  return lang.value === "en" ? `${d.getHours()}:${two(d.getMinutes())}` : `${d.getHours()} giờ ${two(d.getMinutes())}`;
}

/** "9 giờ 41 hôm nay", "17 giờ 05 hôm qua", "21/11, 15 giờ 20". */
export function moment(ms: number, now = Date.now()): string {
  if (!ms) return "";
  const day = today(new Date(ms));
  const same = (other: Day) => isoDay(day) === isoDay(other);
  const vi = lang.value !== "en";
  if (same(today(new Date(now)))) return `${clock(ms)} ${vi ? "hôm nay" : "today"}`;
  if (same(today(new Date(now - 86_400_000)))) return `${clock(ms)} ${vi ? "hôm qua" : "yesterday"}`;
  return `${day.d}/${day.m}${day.y === today(new Date(now)).y ? "" : "/" + day.y}, ${clock(ms)}`;
}

export const zoneMinutes = (now = new Date()): number => -now.getTimezoneOffset();
