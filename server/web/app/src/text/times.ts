// Times of day and instants as answers: "08:30:00.000+07:00", "2026-11-23T08:30:00.000+07:00"; shown as 8 giờ 30.
import { type Day, isoDay, parseDay, shownDay } from "./dates";
import { lang } from "../i18n/lang";

export type Time = { h: number; min: number };

const two = (n: number) => String(n).padStart(2, "0");

/** Reads the hour and minute of a time or an instant; what stands after the minutes is passed over. */
export function parseTime(value: string): Time | undefined {
  const m = /(?:^|T)(\d{2}):(\d{2})/.exec(value);
  return m ? realTime(Number(m[1]), Number(m[2])) : undefined;
}

export const realTime = (h: number, min: number): Time | undefined => (h >= 0 && h <= 23 && min >= 0 && min <= 59 ? { h, min } : undefined);

/** "+07:00" for 420 minutes east, "Z" for none: as the engine writes it. */
export function offsetText(minutes: number): string {
  if (minutes === 0) return "Z";
  const away = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

export const isoTime = (time: Time, zone: number): string => `${two(time.h)}:${two(time.min)}:00.000${offsetText(zone)}`;
export const isoInstant = (day: Day, time: Time, zone: number): string => `${isoDay(day)}T${isoTime(time, zone)}`;

/** "8 giờ 30", in English "8:30". */
export const saidTime = (time: Time): string => (lang.value === "en" ? `${time.h}:${two(time.min)}` : `${time.h} giờ ${two(time.min)}`);

/** A stored time or instant for reading, undefined when it is none: "8 giờ 30", "8 giờ 30, 23/11/2026". */
export function shownTime(value: string): string | undefined {
  const time = parseTime(value);
  const day = parseDay(value);
  if (!time) return day && shownDay(day);
  return day ? `${saidTime(time)}, ${shownDay(day)}` : saidTime(time);
}
