// What the last "as before" or removal did, with one way back. It stays until the next page, not for some seconds.
import { useState } from "preact/hooks";
import { splitRef } from "../form/tree";
import { t } from "../i18n";
import { spot } from "../state/nav";
import type { OpenRecord } from "../state/record";
import { shownValue } from "../state/values";
import { toRef } from "../state/walk";
import { Icon } from "./icons";

export function UndoBar({ r }: { r: OpenRecord }) {
  const w = t().visit;
  const [open, setOpen] = useState(false);
  const undo = r.undo.value;
  if (!undo) return null;
  const words = undo.kind === "asBefore" ? (undo.count > 0 ? w.asBefore.done(undo.name, undo.count) : w.asBefore.none(undo.name)) : undo.kind === "gone" ? w.asBefore.gone(undo.name) : w.asBefore.removed(undo.name);
  // what is not asked this year is told last
  const left = [...undo.left].sort((a, b) => Number(a.why === "relevant") - Number(b.why === "relevant"));
  const back = async () => {
    r.undo.value = undefined;
    await undo.back?.();
  };
  return (
    <div class="lay-lai">
      {open && left.length > 0 && (
        <ul class="pbs chua-giu" data-name="left">
          {left.map((x) => (
            <li class="pb nghe" key={x.ref} data-why={x.why}>
              <div class="ten"><b>{x.label}</b><span>{shownValue(r.form.nodes[splitRef(x.ref).node], { ...r.look(x.ref), r: x.ref, v: x.value })}: {x.message || w.asBefore.why[x.why]}</span></div>
              {x.why !== "relevant" && <button type="button" class="nut nho-nut" aria-label={`${w.asBefore.see}: ${x.label}`} onClick={() => toRef(r, x.ref, spot.value)}>{w.asBefore.see}</button>}
            </li>
          ))}
        </ul>
      )}
      <div class="bo-tac" role="status" data-name="undo-bar">
        <span>{words}{left.length > 0 && <> <button type="button" class="nut tron trong-bo" aria-expanded={open} data-name="show-left" onClick={() => setOpen(!open)}>{w.asBefore.left(left.length)}<Icon name="right" /></button></>}</span>
        {undo.back && <button type="button" class="nut" data-name="undo" onClick={() => void back()}>{w.undo}</button>}
      </div>
    </div>
  );
}
