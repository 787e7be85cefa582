// The whole list in an order of importance, moved by arrows. Until something is moved or the order confirmed it is no answer.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { Icon } from "../icons";
import type { Field } from "./field";

export function Rank({ r, ref, state, labelId, message }: Field) {
  const w = t().fields.rank;
  const [told, setTold] = useState("");
  const choices = state.choices ?? [];
  const given = (state.v ?? "").split(" ").filter((v) => choices.some((c) => c.v === v));
  const order = [...given, ...choices.map((c) => c.v).filter((v) => !given.includes(v))];
  const ranked = given.length > 0;
  const nameOf = (v: string) => choices.find((c) => c.v === v)?.label || v;
  const move = (at: number, by: number) => {
    const to = order.slice();
    const [v] = to.splice(at, 1);
    to.splice(at + by, 0, v!);
    setTold(w.now(nameOf(v!), at + by + 1));
    void r.set(ref, to.join(" "));
  };
  if (choices.length === 0) return <><p class="mo" data-name="no-choices">{t().form.noChoices}</p>{message}</>;
  return (
    <>
      <p class="mo goi-y">{w.help}</p>
      <ol class={`xep ${ranked ? "" : "chua-xep"}`} aria-labelledby={labelId}>
        {order.map((v, i) => (
          <li key={v} data-choice={v}>
            <b class="thu">{ranked ? i + 1 : "–"}</b><span>{nameOf(v)}</span>
            <button type="button" class="nut-hinh" data-name="up" aria-label={w.up(nameOf(v))} aria-disabled={i === 0} onClick={() => i > 0 && move(i, -1)}><Icon name="received" /></button>
            <button type="button" class="nut-hinh lat" data-name="down" aria-label={w.down(nameOf(v))} aria-disabled={i === order.length - 1} onClick={() => i < order.length - 1 && move(i, 1)}><Icon name="received" /></button>
          </li>
        ))}
      </ol>
      <p class="an" role="status">{told}</p>
      {!ranked && <p class="cach"><button type="button" class="nut" data-name="keep-order" onClick={() => void r.set(ref, order.join(" "))}><Icon name="tick" />{w.keep}</button></p>}
      {message}
      {ranked && !state.req && <p><button type="button" class="nut tron" data-name="clear" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button></p>}
    </>
  );
}
