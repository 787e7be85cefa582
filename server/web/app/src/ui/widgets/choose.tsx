// One or several of a list: real radios and checkboxes under large rows. Over twelve options a search box comes first.
import { useState } from "preact/hooks";
import { looks } from "../../form/tree";
import { t } from "../../i18n";
import { matches } from "../../text/find";
import type { Field } from "./field";

const manyFrom = 13;
const shownAtOnce = 60;

export function Choose({ r, ref, node, state, labelId, message }: Field) {
  const w = t().form;
  const many = node.control.startsWith("select_multiple");
  const choices = state.choices ?? [];
  const value = state.v ?? "";
  const picked = many ? value.split(" ").filter(Boolean) : value ? [value] : [];
  const last = r.last(ref)?.value;
  const lastSet = new Set(last === undefined ? [] : many ? last.split(" ") : [last]);
  const [text, setText] = useState("");
  const searching = choices.length >= manyFrom || looks(node, "autocomplete") || looks(node, "search");
  const fitting = text ? choices.filter((c) => matches(c.label, text) || picked.includes(c.v)) : choices;
  const list = fitting.slice(0, shownAtOnce);

  const choose = (v: string) => {
    if (!many) return void r.set(ref, v);
    const next = picked.includes(v) ? picked.filter((p) => p !== v) : [...picked, v];
    void r.set(ref, choices.filter((c) => next.includes(c.v)).map((c) => c.v).join(" "));
  };
  if (choices.length === 0) return <><p class="mo" data-name="no-choices">{w.noChoices}</p>{message}</>;
  return (
    <>
      {searching && (
        <label class="tim-chon"><span class="an">{w.filter}</span><input class="o-nhap nho-hon" data-name="filter" placeholder={w.filter} value={text} autocomplete="off" onInput={(e) => setText(e.currentTarget.value)} /></label>
      )}
      <fieldset class={`chon ${many ? "nhieu" : ""}`} aria-labelledby={labelId} role={many ? "group" : "radiogroup"}>
        {list.map((c) => {
          const on = picked.includes(c.v);
          return (
            <label key={c.v} class={`o ${on ? "duoc" : ""}`} data-choice={c.v}>
              <input type={many ? "checkbox" : "radio"} name={ref} value={c.v} checked={on} onChange={() => choose(c.v)} />
              <span>{c.label || c.v}</span>
              {lastSet.has(c.v) ? <span class="nt">{w.lastTag}</span> : state.seed && on ? <span class="nt">{w.bookTag}</span> : null}
            </label>
          );
        })}
      </fieldset>
      {fitting.length > list.length && <p class="mo">{t().find.cut(fitting.length - list.length)}</p>}
      {message}
      {!many && value && !state.req && <p><button type="button" class="nut tron" data-name="clear" onClick={() => void r.set(ref, "")}>{w.clearAnswer}</button></p>}
    </>
  );
}
