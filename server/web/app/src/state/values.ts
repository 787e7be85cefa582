// What an answer looks like in words.
import type { NodeState } from "../engine/calls";
import { type FormNode, isAmount } from "../form/tree";
import { t } from "../i18n";
import { parseDay, shownDay } from "../text/dates";
import { grouped } from "../text/money";

export function shownValue(node: FormNode | undefined, state: NodeState): string {
  const v = state.v ?? "";
  if (!v || !node) return v;
  if (node.control.startsWith("select_multiple") || node.control === "rank") {
    return v.split(" ").map((one) => state.choices?.find((c) => c.v === one)?.label ?? one).join(", ");
  }
  if (state.choices) return state.choices.find((c) => c.v === v)?.label ?? v;
  if (node.control === "date") {
    const day = parseDay(v);
    return day ? shownDay(day) : v;
  }
  if (v === "-1" && node.mayRefuse) return t().form.refused;
  if (isAmount(node, state.label ?? node.label)) return `${grouped(v)} ${t().form.dong}`;
  if (node.control === "decimal") return v.replace(".", ",");
  if (node.control === "image") return t().photo.saved;
  if (node.control === "geopoint") return v.split(" ").slice(0, 2).map((n) => Number(n).toFixed(5)).join(", ");
  return v;
}

/** "Nguyễn Văn Khuê", "bác" → "Bác Khuê"; without a kin term the whole name. */
export function calledBy(user: { name: string; kin: string }): string {
  const given = user.name.replace(/\s*\(.*\)\s*$/, "").trim().split(/\s+/).pop() ?? user.name;
  const both = user.kin ? `${user.kin} ${given}` : user.name;
  return both ? both[0]!.toLocaleUpperCase("vi") + both.slice(1) : "";
}

/** A name, or words where the tablet knows only the beginning of an id. */
export const named = (name: string, words: string): string => (!name || /^[0-9a-f]{8,32}$/.test(name) ? words : name);
