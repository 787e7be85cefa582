// A day in boxes with our keys; age and can-chi year at once, so that a wrong digit is seen. Times of day the same way.
import { useEffect, useState } from "preact/hooks";
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { ageAt, canChi, type Day, isoDay, parseDay, realDay, shownDay, today, weekday, zoneMinutes } from "../../text/dates";
import { isoInstant, isoTime, parseTime, realTime, saidTime } from "../../text/times";
import { Problem } from "../parts";
import { type Box, Boxes } from "./boxes";
import type { Field } from "./field";

type Part = "day" | "month" | "year" | "hour" | "minute";
type Draft = Partial<Record<Part, string>>;
const lengths: Record<Part, number> = { day: 2, month: 2, year: 4, hour: 2, minute: 2 };
const pad = (n: number) => String(n).padStart(2, "0");

/** Date, time and dateTime questions; how much of a date is asked is said by the appearance. */
export function DateField({ r, ref, node, state, message, alone }: Field) {
  const w = t().date;
  const f = t().fields.date;
  const parts = partsOf(node);
  const dated = parts.includes("year");
  const timed = parts.includes("hour");
  const stored = state.v ?? "";
  const [draft, setDraft] = useState<Draft | undefined>();
  const shown = draft ?? draftOf(stored, parts);
  useEffect(() => { if (draft && stored !== "" && answer(draft, parts) !== undefined && answer(draft, parts) !== stored) setDraft(undefined); }, [stored]);

  const put = (part: string, text: string) => {
    const next = { ...shown, [part]: text };
    setDraft(next);
    const value = answer(next, parts);
    if (value !== undefined) void r.set(ref, value);
  };
  const choose = (value: string) => { setDraft(undefined); void r.set(ref, value); };
  const full = parts.every((p) => shown[p] !== "" && (p !== "year" || shown[p]!.length === 4));
  const impossible = draft !== undefined && full && answer(draft, parts) === undefined;
  const day = dated ? parseDay(stored) : undefined;
  const birth = dated && !timed && /ngày sinh|năm sinh|sinh ngày|sinh năm|birth/i.test(state.label ?? "");
  const labels: Record<Part, string> = { day: w.day, month: w.month, year: w.year, hour: f.hour, minute: f.minute };
  const boxes = parts.map((p): Box => ({ name: p, label: labels[p], text: shown[p] ?? "", length: lengths[p], full: true }));
  const nowText = () => { const d = new Date(); const time = { h: d.getHours(), min: d.getMinutes() }; return dated ? isoInstant(today(d), time, zoneMinutes(d)) : isoTime(time, zoneMinutes(d)); };
  return (
    <Boxes id={ref} boxes={boxes} put={put} keypad={alone} layout={timed && dated ? "ca-gio" : ""}>
      <p class="tuoi" aria-live="polite">{impossible ? " " : timed ? <Moment value={stored} /> : day ? <Said day={day} parts={parts} birth={birth} /> : " "}</p>
      {impossible ? <Problem>{timed && !badDay(draft, parts) ? f.badTime : w.none}</Problem> : message}
      {alone && birth && day && <Cycle year={day.y} pick={(y) => choose(isoDay(realDay(y, day.m, day.d) ?? { y, m: day.m, d: 28 }))} />}
      {!birth && (
        <p class="hom-nay"><button type="button" class="nut phu" data-name={timed ? "now" : "today"} onClick={() => choose(timed ? nowText() : isoDay(whole(today(), parts)))}>{timed ? f.now : parts.includes("day") ? w.today : parts.includes("month") ? f.thisMonth : f.thisYear}</button></p>
      )}
    </Boxes>
  );
}

/** The boxes that a question has. */
function partsOf(node: Field["node"]): Part[] {
  if (node.control === "time") return ["hour", "minute"];
  const days: Part[] = looks(node, "year") ? ["year"] : looks(node, "month-year") ? ["month", "year"] : ["day", "month", "year"];
  return node.control === "date" ? days : [...days, "hour", "minute"];
}

function draftOf(stored: string, parts: Part[]): Draft {
  const day = parts.includes("year") ? parseDay(stored) : undefined;
  const time = parts.includes("hour") ? parseTime(stored) : undefined;
  return {
    day: day ? pad(day.d) : "", month: day ? pad(day.m) : "", year: day ? String(day.y) : "",
    hour: time ? pad(time.h) : "", minute: time ? pad(time.min) : "",
  };
}

/** What is not asked is the first: a month is stored as its first day, a year as the first of January. */
const whole = (day: Day, parts: Part[]): Day => ({ y: day.y, m: parts.includes("month") ? day.m : 1, d: parts.includes("day") ? day.d : 1 });

function dayOf(draft: Draft, parts: Part[]): Day | undefined {
  const n = (p: Part) => (parts.includes(p) ? Number(draft[p]) : 1);
  return draft.year?.length === 4 ? realDay(n("year"), n("month"), n("day")) : undefined;
}
const badDay = (draft: Draft, parts: Part[]): boolean => parts.includes("year") && !dayOf(draft, parts);

/** The value of a draft: "" when all boxes are empty, undefined while it is not yet (or never) a day or time. */
function answer(draft: Draft, parts: Part[]): string | undefined {
  if (parts.every((p) => draft[p] === "")) return "";
  if (parts.some((p) => draft[p] === "")) return undefined;
  const day = parts.includes("year") ? dayOf(draft, parts) : undefined;
  const time = parts.includes("hour") ? realTime(Number(draft.hour), Number(draft.minute)) : undefined;
  if ((parts.includes("year") && !day) || (parts.includes("hour") && !time)) return undefined;
  if (!time) return isoDay(day!);
  const at = day ? new Date(day.y, day.m - 1, day.d, time.h, time.min) : new Date();
  return day ? isoInstant(day, time, zoneMinutes(at)) : isoTime(time, zoneMinutes(at));
}

function Said({ day, parts, birth }: { day: Day; parts: Part[]; birth: boolean }) {
  const w = t().date;
  const f = t().fields.date;
  const year = canChi(day.y);
  const age = Math.max(0, ageAt(day, today()));
  if (birth) return <><b>{parts.includes("day") ? w.age(age) : f.about(today().y - day.y)}</b> · {w.cycle(year.name, year.animal)}</>;
  if (parts.includes("day")) return <>{weekday(day)}, <b>{shownDay(day)}</b></>;
  return <b>{parts.includes("month") ? f.monthYear(day.m, day.y) : f.yearOf(day.y, year.name)}</b>;
}

function Moment({ value }: { value: string }) {
  const time = parseTime(value);
  const day = parseDay(value);
  if (!time) return <> </>;
  return <><b>{saidTime(time)}</b>{day && <>, {weekday(day)}, {shownDay(day)}</>}</>;
}

function Cycle({ year, pick }: { year: number; pick: (y: number) => void }) {
  return (
    <div class="giap-ca chi-to">
      <p class="mo">{t().date.which}</p>
      <div class="giap">{[year - 1, year, year + 1, year + 2].map((y) => <button type="button" key={y} class={y === year ? "duoc" : ""} aria-pressed={y === year} onClick={() => pick(y)}>{canChi(y).name}<br /><b>{y}</b></button>)}</div>
    </div>
  );
}
