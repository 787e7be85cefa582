// Land in sào and thước or in square metres; the other one is shown at once. What is stored is said by the appearance.
import { useEffect, useState } from "preact/hooks";
import { type FormNode, looks } from "../../form/tree";
import { t } from "../../i18n";
import { landOf, metresOf, perSao, round, saidLand } from "../../text/land";
import { grouped } from "../../text/money";
import { type Box, Boxes } from "./boxes";
import type { Field } from "./field";

/** Square metres of one unit of the stored number: st-land stores square metres, st-land-sao stores sào. 0: no land. */
export function landUnit(node: FormNode): number {
  return looks(node, "st-land") ? 1 : looks(node, "st-land-sao") ? perSao : 0;
}

type Draft = { sao: string; thuoc: string; m2: string };
const number = (text: string) => Number(text.replace(",", ".")) || 0;
const comma = (n: number) => String(n).replace(".", ",");

export function LandField({ r, ref, node, state, message, alone }: Field) {
  const w = t().fields.land;
  const unit = landUnit(node);
  const whole = node.control === "integer";
  const stored = state.v ?? "";
  const m2 = stored === "" ? undefined : round(Number(stored) * unit, 2);
  const [draft, setDraft] = useState<Draft>();
  const shown = draft ?? draftOf(m2);
  useEffect(() => { if (draft && valueOf(draft, unit, whole) !== stored) setDraft(undefined); }, [stored]);

  const put = (name: string, text: string) => {
    const next = { ...shown, [name]: text };
    if (name === "m2") Object.assign(next, text === "" ? { sao: "", thuoc: "" } : { ...draftOf(number(text)), m2: text });
    else next.m2 = next.sao === "" && next.thuoc === "" ? "" : comma(metresOf({ sao: number(next.sao), thuoc: number(next.thuoc) }));
    setDraft(next);
    void r.set(ref, valueOf(next, unit, whole));
  };
  const boxes: Box[] = [
    { name: "sao", label: w.saoBox, text: shown.sao, length: 6, decimal: true }, { name: "thuoc", label: w.thuocBox, text: shown.thuoc, length: 4, decimal: true },
    { name: "m2", label: w.m2Box, text: shown.m2, length: 9, decimal: true },
  ];
  return (
    <Boxes id={ref} boxes={boxes} put={put} keypad={alone} layout="dat">
      <p class="tuoi" aria-live="polite">{m2 === undefined || Number.isNaN(m2) ? <span class="mo">{w.rule}</span> : <b>{w.same(grouped(String(m2)), saidLand(m2, w.sao, w.thuoc))}</b>}</p>
      {message}
    </Boxes>
  );
}

function draftOf(m2: number | undefined): Draft {
  if (m2 === undefined || Number.isNaN(m2)) return { sao: "", thuoc: "", m2: "" };
  const land = landOf(m2);
  return { sao: comma(land.sao), thuoc: comma(land.thuoc), m2: comma(m2) };
}

/** The stored number of a draft: in the unit of the question, whole when the question is. */
function valueOf(draft: Draft, unit: number, whole: boolean): string {
  if (draft.m2 === "") return "";
  return String(round(number(draft.m2) / unit, whole ? 0 : 6));
}
