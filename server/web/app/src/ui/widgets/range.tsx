// A number between two ends: a slider with minus and plus, stars (rating) or a list (picker).
import { looks, type FormNode } from "../../form/tree";
import { t } from "../../i18n";
import { round } from "../../text/land";
import { Icon } from "../icons";
import { Choose } from "./choose";
import type { Field } from "./field";

const mostListed = 60;
const mostStars = 10;

/** The values from start to end, counted in steps so that no fraction drifts. */
export function valuesOf(node: FormNode): string[] {
  const number = (key: string, otherwise: number) => (Number.isFinite(Number(node.params[key])) && node.params[key] !== undefined ? Number(node.params[key]) : otherwise);
  const [start, end, step] = [number("start", 1), number("end", 10), Math.abs(number("step", 1)) || 1];
  const places = Math.max(...[start, step].map((n) => String(n).split(".")[1]?.length ?? 0));
  const count = Math.min(10_000, Math.floor(round(Math.abs(end - start) / step, 9)));
  return Array.from({ length: count + 1 }, (_, i) => String(round(start + Math.sign(end - start) * step * i, places)));
}

export function Range(f: Field) {
  const { r, ref, node, state, labelId, message } = f;
  const w = t().fields.range;
  const values = valuesOf(node);
  const value = state.v ?? "";
  const at = value === "" ? -1 : values.findIndex((v) => Number(v) === Number(value)); // a decimal may be written "0.0"
  const shown = (v: string) => v.replace(".", ",").replace("-", "−");
  const set = (i: number) => void r.set(ref, values[Math.min(values.length - 1, Math.max(0, i))]!);
  if (looks(node, "rating") && values.length <= mostStars) return <Stars {...f} values={values} />;
  if (looks(node, "picker") && values.length <= mostListed) {
    return <Choose {...f} node={{ ...node, control: "select_one", appearance: "picker" }} state={{ ...state, choices: values.map((v) => ({ v, label: shown(v) })) }} />;
  }
  const upright = looks(node, "vertical");
  return (
    <div class="vung-keo">
      <p class={`keo-so ${at < 0 ? "mo" : ""}`} aria-live="polite">{at < 0 ? w.none : <b>{shown(value)}</b>}</p>
      <div class={`keo ${upright ? "doc" : ""}`}>
        <button type="button" class="nut" data-name="less" aria-label={w.less} onClick={() => set(at < 0 ? 0 : at - 1)}><Icon name="minus" /></button>
        <span class="keo-thanh">
          <input type="range" class={at < 0 ? "chua-chon" : ""} min={0} max={values.length - 1} step={1} value={Math.max(0, at)} data-name="answer" aria-labelledby={labelId} aria-valuetext={at < 0 ? w.none : shown(value)}
            onInput={(e) => set(Number(e.currentTarget.value))} onClick={(e) => at < 0 && set(Number(e.currentTarget.value))} />
          <i class="keo-dau" aria-hidden="true"><span>{shown(values[0]!)}</span><span>{shown(values[values.length - 1]!)}</span></i>
        </span>
        <button type="button" class="nut" data-name="more" aria-label={w.more} onClick={() => set(at < 0 ? 0 : at + 1)}><Icon name="plus" /></button>
      </div>
      {message}
      {value && !state.req && <p><button type="button" class="nut tron" data-name="clear" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button></p>}
    </div>
  );
}

function Stars({ r, ref, state, labelId, message, values }: Field & { values: string[] }) {
  const at = state.v ? values.findIndex((v) => Number(v) === Number(state.v)) : -1;
  return (
    <>
      <fieldset class="chon sao" role="radiogroup" aria-labelledby={labelId}>
        {values.map((v, i) => (
          <label key={v} class={`o ${i <= at ? "duoc" : ""}`} data-choice={v}>
            <input type="radio" name={ref} value={v} checked={i === at} aria-label={t().fields.range.star(v)} onChange={() => void r.set(ref, v)} />
            <Icon name="star" /><span aria-hidden="true">{v}</span>
          </label>
        ))}
      </fieldset>
      {message}
      {at >= 0 && !state.req && <p><button type="button" class="nut tron" data-name="clear" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button></p>}
    </>
  );
}
