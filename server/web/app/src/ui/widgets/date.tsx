// A day in three boxes with our keys; age and can-chi year at once, so that a wrong digit is seen.
import { useEffect, useRef, useState } from "preact/hooks";
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { ageAt, canChi, isoDay, parseDay, realDay, today, weekday, shownDay } from "../../text/dates";
import { Problem } from "../parts";
import type { Field } from "./field";

type Part = "d" | "m" | "y";
type Draft = Record<Part, string>;
const lengths: Record<Part, number> = { d: 2, m: 2, y: 4 };
const names: Record<Part, string> = { d: "day", m: "month", y: "year" };

export function DateField({ r, ref, node, state, message, alone }: Field) {
  const w = t().date;
  const parts: Part[] = looks(node, "year") ? ["y"] : looks(node, "month-year") ? ["m", "y"] : ["d", "m", "y"];
  const stored = parseDay(state.v ?? "");
  const [draft, setDraft] = useState<Draft | undefined>();
  const [active, setActive] = useState<Part>(parts[0]!);
  const fields = { d: useRef<HTMLInputElement>(null), m: useRef<HTMLInputElement>(null), y: useRef<HTMLInputElement>(null) };
  const shown: Draft = draft ?? (stored ? { d: pad(stored.d), m: pad(stored.m), y: String(stored.y) } : { d: "", m: "", y: "" });
  useEffect(() => { if (alone) fields[parts[0]!].current?.focus({ preventScroll: true }); }, []);
  useEffect(() => { if (stored && draft && isoDay(stored) !== isoOf(draft, parts)) setDraft(undefined); }, [state.v]);

  const put = (part: Part, text: string) => {
    const next = { ...shown, [part]: text.replace(/\D/g, "").slice(0, lengths[part]) };
    setDraft(next);
    const iso = isoOf(next, parts);
    if (iso !== undefined) void r.set(ref, iso);
    const at = parts.indexOf(part);
    if (next[part].length === lengths[part] && at < parts.length - 1 && text.length >= shown[part].length) fields[parts[at + 1]!].current?.focus();
  };
  const press = (key: string) => {
    if (key === "del") {
      const at = parts.indexOf(active);
      if (shown[active] === "" && at > 0) return fields[parts[at - 1]!].current?.focus();
      return put(active, shown[active].slice(0, -1));
    }
    put(active, shown[active].length >= lengths[active] ? key : shown[active] + key);
    fields[active].current?.matches(":focus") || fields[active].current?.focus({ preventScroll: true });
  };
  const choose = (day: { y: number; m: number; d: number }) => { setDraft(undefined); void r.set(ref, isoDay(day)); };
  const birth = /sinh|birth/i.test(state.label ?? "");
  const impossible = draft !== undefined && parts.every((p) => draft[p].length > 0) && draft.y.length === 4 && !isoOf(draft, parts);
  return (
    <div class="vung-so">
      <div class={`nam-o o-${parts.length}`} role="group">
        {parts.map((p) => (
          <label key={p} class={`o3 ${alone && p === active ? "dang" : ""}`}><span>{p === "d" ? w.day : p === "m" ? w.month : w.year}</span>
            <input ref={fields[p]} inputMode={alone ? "none" : "numeric"} data-name={names[p]} name={`${ref}-${p}`} value={shown[p]} maxLength={lengths[p] + 1} autocomplete="off" placeholder="–"
              onFocus={(e) => { setActive(p); e.currentTarget.select(); }} onInput={(e) => put(p, e.currentTarget.value)} />
          </label>
        ))}
      </div>
      <p class="tuoi" aria-live="polite">{stored && !impossible ? (birth ? <><b>{w.age(Math.max(0, ageAt(stored, today())))}</b> · {w.cycle(canChi(stored.y).name, canChi(stored.y).animal)}</> : <>{weekday(stored)}, <b>{shownDay(stored)}</b></>) : " "}</p>
      {impossible ? <Problem>{w.none}</Problem> : message}
      {alone && birth && stored && <Cycle year={stored.y} pick={(y) => choose(realDay(y, stored.m, stored.d) ?? { y, m: stored.m, d: 28 })} />}
      {!birth && <p class="hom-nay"><button type="button" class="nut phu" data-name="today" onClick={() => choose(today())}>{w.today}</button></p>}
      {alone && (
        <div class="phim-so ba" role="group" aria-label={t().form.keypad}>
          {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((k) => <button type="button" key={k} data-key={k} onMouseDown={(e) => e.preventDefault()} onClick={() => press(k)}>{k}</button>)}
          <span /><button type="button" data-key="0" onMouseDown={(e) => e.preventDefault()} onClick={() => press("0")}>0</button>
          <button type="button" class="chu" data-key="del" onMouseDown={(e) => e.preventDefault()} onClick={() => press("del")}>{t().pin.wipe}</button>
        </div>
      )}
    </div>
  );
}

const pad = (n: number) => String(n).padStart(2, "0");

/** The day of a draft: "" when all boxes are empty, undefined while it is not yet (or never) a day. */
function isoOf(draft: Draft, parts: Part[]): string | undefined {
  if (parts.every((p) => draft[p] === "")) return "";
  const n = (p: Part) => (parts.includes(p) ? Number(draft[p]) : 1);
  const day = parts.every((p) => draft[p] !== "") && draft.y.length === 4 ? realDay(n("y"), n("m"), n("d")) : undefined;
  return day && isoDay(day);
}

function Cycle({ year, pick }: { year: number; pick: (y: number) => void }) {
  return (
    <div class="giap-ca chi-to">
      <p class="mo">{t().date.which}</p>
      <div class="giap">{[year - 1, year, year + 1, year + 2].map((y) => <button type="button" key={y} class={y === year ? "duoc" : ""} onClick={() => pick(y)}>{canChi(y).name}<br /><b>{y}</b></button>)}</div>
    </div>
  );
}

/** Times of day use the system's own field: they are rare. */
export function TimeField({ r, ref, node, state, labelId, message }: Field) {
  const both = node.control !== "time";
  const value = (state.v ?? "").slice(0, both ? 16 : 5);
  return (
    <>
      <input class="o-nhap" type={both ? "datetime-local" : "time"} aria-labelledby={labelId} data-name="answer" value={value} onChange={(e) => void r.set(ref, zoned(e.currentTarget.value, both))} />
      {message}
    </>
  );
}

/** The text with seconds and the tablet's offset, as XForms writes times. */
function zoned(value: string, both: boolean): string {
  if (!value) return "";
  const off = -new Date(both ? value : Date.now()).getTimezoneOffset();
  const zone = `${off < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(off) / 60))}:${pad(Math.abs(off) % 60)}`;
  return `${value}:00.000${zone}`;
}
