// What an answer looks like in words.
import type { NodeState } from "../engine/calls";
import { type FormNode, isAmount, isMoney, looks } from "../form/tree";
import { t } from "../i18n";
import { parseDay, shownDay } from "../text/dates";
import { perSao, round, saidLand } from "../text/land";
import { grouped } from "../text/money";
import { corners, parsePoints } from "../text/points";
import { shownTime } from "../text/times";

export function shownValue(node: FormNode | undefined, state: NodeState): string {
  const v = state.v ?? "";
  if (!v || !node) return v;
  if (node.control.startsWith("select_multiple") || node.control === "rank") {
    return v.split(" ").map((one) => state.choices?.find((c) => c.v === one)?.label ?? one).join(", ");
  }
  if (state.choices) return state.choices.find((c) => c.v === v)?.label ?? v;
  if (node.control === "date") {
    const day = parseDay(v);
    if (!day) return v;
    return looks(node, "year") ? String(day.y) : looks(node, "month-year") ? shownDay(day).slice(3) : shownDay(day);
  }
  if (node.control === "time" || node.control === "datetime") return shownTime(v) ?? v;
  if (v === "-1" && node.mayRefuse) return t().form.refused;
  if (isMoney(node, state.label ?? node.label)) return `${grouped(v)} ${t().form.dong}`;
  if (isAmount(node, state.label ?? node.label)) return grouped(v);
  if (looks(node, "st-land") || looks(node, "st-land-sao")) return shownLand(node, v);
  if (node.control === "decimal" || node.control === "range") return v.replace(".", ",");
  if (node.control === "image") return t().fields.media.photo;
  if (node.control === "audio" || node.control === "video" || node.control === "file") return t().fields.media[node.control];
  if (node.control === "geotrace" || node.control === "geoshape") return t().fields.geo.points((node.control === "geoshape" ? corners(parsePoints(v)) : parsePoints(v)).length);
  if (node.control === "geopoint") return v.split(" ").slice(0, 2).map((n) => Number(n).toFixed(5)).join(", ");
  return v;
}

function shownLand(node: FormNode, v: string): string {
  const w = t().fields.land;
  const m2 = round(Number(v) * (looks(node, "st-land-sao") ? perSao : 1), 2);
  return Number.isFinite(m2) ? w.same(grouped(String(m2)), saidLand(m2, w.sao, w.thuoc)) : v;
}

/** "Nguyễn Văn Khuê", "bác" → "Bác Khuê"; without a kin term the whole name. */
export function calledBy(user: { name: string; kin: string }): string {
  const given = user.name.replace(/\s*\(.*\)\s*$/, "").trim().split(/\s+/).pop() ?? user.name;
  const both = user.kin ? `${user.kin} ${given}` : user.name;
  return both ? both[0]!.toLocaleUpperCase("vi") + both.slice(1) : "";
}

/** A name, or words where the tablet knows only the beginning of an id. */
export const named = (name: string, words: string): string => (!name || /^[0-9a-f]{8,32}$/.test(name) ? words : name);
