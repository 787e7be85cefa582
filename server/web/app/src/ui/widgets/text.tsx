import { useState } from "preact/hooks";
import { looks } from "../../form/tree";
import type { Field } from "./field";
import { useTyped } from "./typed";

/** Free text; the message waits until the field is left, so that nobody is corrected in mid-word. */
export function Text({ r, ref, node, state, labelId, message }: Field) {
  const typed = useTyped(state.v ?? "");
  const [inside, setInside] = useState(false);
  const numeric = looks(node, "numbers");
  const props = {
    "aria-labelledby": labelId, "data-name": "answer", value: typed.text, autocomplete: "off", spellcheck: false, name: ref,
    onInput: (e: { currentTarget: { value: string } }) => { typed.type(e.currentTarget.value); void r.set(ref, e.currentTarget.value); },
    onFocus: () => setInside(true),
    onBlur: () => { setInside(false); typed.leave(); },
  };
  return (
    <div class="vung-chu">
      {looks(node, "multiline") ? <textarea class="o-nhap cao" rows={4} {...props} /> : <input class="o-nhap" type="text" inputMode={numeric ? "numeric" : "text"} {...props} />}
      {!inside && message}
    </div>
  );
}
