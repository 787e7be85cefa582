// Numbers have our own keys at the bottom; large amounts are grouped and said in words while they are typed.
import { useEffect, useRef } from "preact/hooks";
import { isAmount } from "../../form/tree";
import { lang, t } from "../../i18n";
import { capital, grouped, inWordsVi } from "../../text/money";
import type { Field } from "./field";
import { useTyped } from "./typed";

const tooLong = 15;

export function Amount({ r, ref, node, state, labelId, message }: Field) {
  const w = t().form;
  const money = isAmount(node, state.label ?? node.label);
  const decimal = node.control === "decimal";
  const typed = useTyped(state.v ?? "");
  const value = typed.text;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  const refused = value === "-1" && node.mayRefuse;
  const shown = refused ? w.refused : money ? grouped(value) : value.replace(".", ",");
  const put = (v: string) => {
    if (v.replace(/\D/g, "").length > tooLong) return;
    typed.type(v);
    void r.set(ref, v);
  };
  const press = (key: string) => {
    const plain = refused || value === "0" ? "" : value;
    if (key === "del") put(refused ? "" : value.slice(0, -1));
    else if (key === "clear") put("");
    else if (key === ",") put(value.includes(".") ? value : (value || "0") + ".");
    else if (/^0+$/.test(key) && !plain) put("0");
    else put(plain + key);
    field.current?.focus({ preventScroll: true });
  };
  const words = money && lang.value === "vi" ? inWordsVi(value) : "";
  const bad = state.valid === 2 || state.valid === 3;
  const big = (label: string, sub: string, key: string) => <button type="button" class="chu" data-key={key} onClick={() => press(key)}>{label}<i class="chi-to kn"><br />{sub}</i></button>;
  const digit = (k: string) => <button type="button" data-key={k} onClick={() => press(k)}>{k}</button>;
  return (
    <div class="vung-so">
      <div class={`tien ${bad ? "sai" : ""}`}>
        <input ref={field} class="tien-o" aria-labelledby={labelId} inputMode="none" data-name="answer" name={ref} value={shown} autocomplete="off"
          onInput={(e) => put(clean(e.currentTarget.value, decimal))} onBlur={typed.leave} />
        {money && <span>{w.dong}</span>}
      </div>
      {money && <p class="bang-chu">{words ? <b>{capital(words)} {w.dongWord}</b> : " "}{Number(value) >= 1_000_000 && /12 tháng|năm/.test(state.label ?? "") && <span class="mo chi-to"> · {w.perMonth(grouped(String(Math.round(Number(value) / 12))))}</span>}</p>}
      {message}
      {!money && !decimal && !node.mayRefuse ? (
        <div class="phim-so ba" role="group" aria-label={w.keypad}>
          {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(digit)}
          <button type="button" class="chu" data-key="clear" onClick={() => press("clear")}>{w.delAll}</button>{digit("0")}{del1(press)}
        </div>
      ) : <div class={`phim-so ${money ? "" : "ba-so"}`} role="group" aria-label={w.keypad}>
        {digit("1")}{digit("2")}{digit("3")}{money ? big(w.thousand, "000", "000") : del1(press)}
        {digit("4")}{digit("5")}{digit("6")}{money ? big(w.million, "000.000", "000000") : <button type="button" class="chu" data-key="clear" onClick={() => press("clear")}>{two(w.delAll)}</button>}
        {digit("7")}{digit("8")}{digit("9")}{money ? del1(press) : decimal ? <button type="button" class="chu" data-key="," onClick={() => press(",")}>{w.comma}</button> : <span />}
        {node.mayRefuse ? <button type="button" class="chu" data-key="refuse" onClick={() => put("-1")}>{two(w.refused)}</button> : <span />}{digit("0")}{money ? digit("000") : <span />}{money ? <button type="button" class="chu" data-key="clear" onClick={() => press("clear")}>{two(w.delAll)}</button> : <span />}
      </div>}
    </div>
  );
}

const del1 = (press: (k: string) => void) => <button type="button" class="chu" data-key="del" aria-label={t().form.del1} onClick={() => press("del")}>{two(t().form.del1)}</button>;

/** A two-word label on two lines. */
function two(label: string) {
  const at = label.indexOf(" ");
  return at < 0 ? label : <>{label.slice(0, at)}<br />{label.slice(at + 1)}</>;
}

/** What was typed or pasted: points group, a comma (or, in a decimal field, a last point after the comma-less digits) divides. */
export function clean(text: string, decimal: boolean): string {
  const sign = text.trim().startsWith("-") ? "-" : "";
  if (!decimal) return sign + text.replace(/\D/g, "");
  let body = text.replace(/[^\d.,]/g, "");
  if (body.includes(",")) body = body.replace(/\./g, "").replace(",", ".").replace(/,/g, "");
  else if (/^\d{1,3}(\.\d{3})+$/.test(body)) body = body.replace(/\./g, "");
  return sign + body;
}

/** Several questions on one page: the keys of the system, since ours would hide the others. */
export function PlainNumber({ r, ref, node, state, labelId, message }: Field) {
  const decimal = node.control !== "integer";
  const typed = useTyped(state.v ?? "");
  return (
    <>
      <input class="o-nhap so-nho" type="text" inputMode={decimal ? "decimal" : "numeric"} aria-labelledby={labelId} data-name="answer" name={ref} value={typed.typing() || !isAmount(node, state.label ?? "") ? typed.text.replace(".", ",") : grouped(typed.text)} autocomplete="off"
        onInput={(e) => { const v = clean(e.currentTarget.value, decimal); typed.type(v); void r.set(ref, v); }} onBlur={typed.leave} />
      {isAmount(node, state.label ?? "") && state.v && inWordsVi(state.v) && <p class="bang-chu"><b>{capital(inWordsVi(state.v))} {t().form.dongWord}</b></p>}
      {message}
    </>
  );
}
