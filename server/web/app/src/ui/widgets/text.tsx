import { useState } from "preact/hooks";
import { looks, type FormNode } from "../../form/tree";
import { t } from "../../i18n";
import type { Field } from "./field";
import { useTyped } from "./typed";

/** Which keys of the system fit: digits for numbers and telephones, "/" and "." for addresses of the web. */
function keysFor(node: FormNode, label: string): "numeric" | "tel" | "url" | "email" | "text" {
  if (looks(node, "numbers")) return "numeric";
  if (/điện thoại|số máy|\bsđt\b|telephone|phone/i.test(label)) return "tel";
  return looks(node, "url") ? "url" : "text";
}

/** Free text; the message waits until the field is left, so that nobody is corrected in mid-word. */
export function Text({ r, ref, node, state, labelId, message }: Field) {
  const w = t().fields.text;
  const typed = useTyped(state.v ?? "");
  const [inside, setInside] = useState(false);
  const [open, setOpen] = useState(false);
  const secret = looks(node, "masked");
  const rows = Number(node.params.rows ?? 0);
  const keys = keysFor(node, state.label ?? "");
  const props = {
    "aria-labelledby": labelId, "data-name": "answer", value: typed.text, autocomplete: "off", spellcheck: false, name: ref,
    onInput: (e: { currentTarget: { value: string } }) => { typed.type(e.currentTarget.value); void r.set(ref, e.currentTarget.value); },
    onFocus: () => setInside(true),
    onBlur: () => { setInside(false); typed.leave(); },
  };
  return (
    <div class="vung-chu">
      {looks(node, "multiline") || rows > 1
        ? <textarea class="o-nhap cao" rows={Math.min(12, rows || 4)} {...props} />
        : <input class={`o-nhap ${secret && !open ? "che" : ""}`} type="text" inputMode={keys} autocapitalize={keys === "text" ? "sentences" : "off"} {...props} />}
      {secret && <p><button type="button" class="nut tron" data-name="show" aria-pressed={open} onClick={() => setOpen(!open)}>{open ? w.hide : w.show}</button></p>}
      {!inside && message}
    </div>
  );
}
