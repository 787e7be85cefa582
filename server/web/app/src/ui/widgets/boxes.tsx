// Several short numbers side by side (day, month, year; hour, minute; sào, thước) with one set of keys below them.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";

/** One box. length: digits it takes; full moves on to the next box when so many are typed. */
export type Box = { name: string; label: string; text: string; length: number; full?: boolean; decimal?: boolean; unit?: string };

type Props = {
  boxes: Box[];
  /** Begins the names of the fields. */
  id: string;
  put: (name: string, text: string) => void;
  /** Our own keys, when the page has room for them. */
  keypad: boolean;
  layout?: string;
  /** What stands between the boxes and the keys. */
  children?: ComponentChildren;
};

export function Boxes({ boxes, id, put, keypad, layout = "", children }: Props) {
  const [active, setActive] = useState(boxes[0]!.name);
  const group = useRef<HTMLDivElement>(null);
  const fieldOf = (name: string) => group.current?.querySelector<HTMLInputElement>(`[data-name="${name}"]`);
  useEffect(() => { if (keypad) fieldOf(boxes[0]!.name)?.focus({ preventScroll: true }); }, []);
  const at = Math.max(0, boxes.findIndex((b) => b.name === active));
  const now = boxes[at]!;

  const type = (box: Box, text: string) => {
    const clean = box.decimal ? text.replace(/[^\d,.]/g, "").replace(".", ",").replace(/,(?=.*,)/g, "") : text.replace(/\D/g, "");
    const next = clean.slice(0, box.length);
    put(box.name, next);
    const after = boxes[boxes.indexOf(box) + 1];
    if (box.full && after && next.length === box.length && next.length > box.text.length) fieldOf(after.name)?.focus({ preventScroll: true });
  };
  const press = (key: string) => {
    const field = fieldOf(now.name);
    if (key !== "del") {
      const whole = field && field.selectionStart === 0 && field.selectionEnd === field.value.length; // just entered: typed anew
      type(now, whole || (now.full && now.text.length >= now.length) ? key : now.text + key);
    } else if (now.text === "" && at > 0) return fieldOf(boxes[at - 1]!.name)?.focus({ preventScroll: true });
    else put(now.name, now.text.slice(0, -1));
    if (field && document.activeElement === document.body) field.focus({ preventScroll: true });
  };
  const key = (k: string, label: ComponentChildren = k, word = false) => (
    <button type="button" class={word ? "chu" : ""} data-key={k} onMouseDown={(e) => e.preventDefault()} onClick={() => press(k)}>{label}</button>
  );
  return (
    <div class="vung-so">
      <div class={`nam-o o-${boxes.length} ${layout}`} role="group" ref={group}>
        {boxes.map((b) => (
          <label key={b.name} class={`o3 ${keypad && b.name === active ? "dang" : ""}`}><span>{b.label}</span>
            <input inputMode={keypad ? "none" : b.decimal ? "decimal" : "numeric"} data-name={b.name} name={`${id}-${b.name}`} value={b.text} autocomplete="off" placeholder="–"
              onFocus={(e) => { setActive(b.name); e.currentTarget.select(); }} onInput={(e) => type(b, e.currentTarget.value)} />
          </label>
        ))}
      </div>
      {children}
      {keypad && (
        <div class="phim-so ba" role="group" aria-label={t().form.keypad}>
          {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((k) => key(k))}
          {boxes.some((b) => b.decimal) ? <span class="hai-phim">{key(",", t().form.comma, true)}</span> : <span />}{key("0")}{key("del", t().pin.wipe, true)}
        </div>
      )}
    </div>
  );
}
