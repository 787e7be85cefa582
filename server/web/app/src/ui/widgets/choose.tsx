// One or several of a list: real radios and checkboxes under large rows, laid out as the appearance asks where the screen
// has room for it. Over twelve options a search box comes first.
import { useState } from "preact/hooks";
import type { Choice } from "../../engine/calls";
import { type FormNode, looks } from "../../form/tree";
import { t } from "../../i18n";
import { spot } from "../../state/nav";
import { next } from "../../state/walk";
import { matches } from "../../text/find";
import { Icon } from "../icons";
import type { Field } from "./field";

const manyFrom = 13;
const shownAtOnce = 60;

/** How the options stand. columns: at most so many side by side, 0 = as many as fit. bare: without drawn radios. */
export type Layout = { kind: "list" | "columns" | "pack" | "likert" | "table" | "labels"; columns: number; bare: boolean; folded: boolean };

/** A list alone on its page has room enough and is not folded, whatever the form says. */
export function layoutOf(node: FormNode, alone: boolean): Layout {
  const out: Layout = { kind: "list", columns: 1, bare: looks(node, "no-buttons"), folded: (looks(node, "minimal") && !alone) || looks(node, "picker") };
  for (const word of node.appearance.split(/\s+/)) {
    const m = /^(?:columns|compact|quickcompact|horizontal)(?:-(\d+|pack|compact))?$/.exec(word);
    if (m) Object.assign(out, m[1] === "pack" ? { kind: "pack" } : { kind: "columns", columns: Number(m[1]) || 0 });
    if (word === "likert") out.kind = "likert";
    if (word === "label") out.kind = "labels";
    if (word === "list-nolabel" || word === "list") out.kind = "table";
  }
  return out;
}

export function Choose(f: Field) {
  const { r, ref, node, state, message } = f;
  const w = t().form;
  const many = node.control.startsWith("select_multiple");
  const choices = state.choices ?? [];
  const value = state.v ?? "";
  const picked = many ? value.split(" ").filter(Boolean) : value ? [value] : [];
  const layout = layoutOf(node, f.alone);
  const [open, setOpen] = useState(false);
  const choose = async (v: string) => {
    if (many) {
      const chosen = picked.includes(v) ? picked.filter((p) => p !== v) : [...picked, v];
      return r.set(ref, looks(node, "st-ordered") ? chosen.join(" ") : choices.filter((c) => chosen.includes(c.v)).map((c) => c.v).join(" "));
    }
    setOpen(false);
    await r.set(ref, v);
    if (looks(node, "quick") && f.alone && !spot.value.back && r.saved.value.kind === "saved") next(r);
  };
  if (choices.length === 0) return <><p class="mo" data-name="no-choices">{w.noChoices}</p>{message}</>;
  if (layout.kind === "labels") return <HeadRow choices={choices} />;
  const names = choices.filter((c) => picked.includes(c.v)).map((c) => c.label || c.v).join(", ");
  return (
    <>
      {layout.folded && (
        <button type="button" class={`o-nhap mo-ds ${open ? "dang-mo" : ""}`} aria-expanded={open} id={f.labelId + "-o"} aria-labelledby={`${f.labelId} ${f.labelId}-o`} data-name="open-list" onClick={() => setOpen(!open)}>
          <span class={names ? "" : "mo"}>{names || t().fields.choose.open}</span><Icon name="right" />
        </button>
      )}
      {(!layout.folded || open) && <Options {...f} many={many} picked={picked} layout={layout} choose={(v) => void choose(v)} />}
      {message}
      {!many && value && !state.req && <p><button type="button" class="nut tron" data-name="clear" onClick={() => void r.set(ref, "")}>{w.clearAnswer}</button></p>}
    </>
  );
}

type OptionsProps = Field & { many: boolean; picked: string[]; layout: Layout; choose: (v: string) => void };

function Options({ r, ref, node, state, labelId, many, picked, layout, choose }: OptionsProps) {
  const w = t().form;
  const [text, setText] = useState("");
  const choices = state.choices ?? [];
  const last = r.last(ref)?.value;
  const lastSet = new Set(last === undefined ? [] : many ? last.split(" ") : [last]);
  const searching = choices.length >= manyFrom || looks(node, "autocomplete") || looks(node, "search");
  const fitting = text ? choices.filter((c) => matches(c.label, text) || picked.includes(c.v)) : choices;
  const list = fitting.slice(0, shownAtOnce);
  const side = layout.kind === "table" || layout.kind === "likert" ? choices.length : layout.columns;
  const columns = layout.kind === "list" ? "" : layout.kind === "pack" ? "goi-chat" : `cot cot-${Math.min(10, side)} ${layout.kind === "columns" ? "" : layout.kind}`;
  return (
    <>
      {searching && (
        <label class="tim-chon"><span class="an">{w.filter}</span><input class="o-nhap nho-hon" data-name="filter" placeholder={w.filter} value={text} autocomplete="off" onInput={(e) => setText(e.currentTarget.value)} /></label>
      )}
      <fieldset class={`chon ${many ? "nhieu" : ""} ${columns} ${layout.bare ? "khong-nut" : ""} ${looks(node, "list-nolabel") ? "khong-chu" : ""}`} aria-labelledby={labelId} role={many ? "group" : "radiogroup"}>
        {list.map((c) => {
          const on = picked.includes(c.v);
          return (
            <label key={c.v} class={`o ${on ? "duoc" : ""}`} data-choice={c.v}>
              <input type={many ? "checkbox" : "radio"} name={ref} value={c.v} checked={on} onChange={() => choose(c.v)} />
              <span>{c.label || c.v}</span>
              {on && looks(node, "st-ordered") && <b class="thu-tu">{picked.indexOf(c.v) + 1}</b>}
              {lastSet.has(c.v) ? <span class="nt">{w.lastTag}</span> : state.seed && on ? <span class="nt">{w.bookTag}</span> : null}
            </label>
          );
        })}
      </fieldset>
      {list.length === 0 && <p class="mo">{t().fields.choose.none}</p>}
      {fitting.length > list.length && <p class="mo">{t().find.cut(fitting.length - list.length)}</p>}
    </>
  );
}

/** The labels of a list once, above rows of options without labels (appearances label and list-nolabel). */
function HeadRow({ choices }: { choices: Choice[] }) {
  return <div class={`dau-cot cot cot-${Math.min(10, choices.length)}`} aria-hidden="true">{choices.map((c) => <span key={c.v}>{c.label || c.v}</span>)}</div>;
}
