// Numbers have our own keys at the bottom; large amounts are grouped and money is said in words while it is typed.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAmount, isMoney, looks } from "../../form/tree";
import { lang, t } from "../../i18n";
import { capital, clean, grouped, inWordsVi, parseAmount } from "../../text/money";
import { windOf } from "../../text/points";
import { Icon } from "../icons";
import { Problem } from "../parts";
import type { Asked, Field } from "./field";
import { useTyped } from "./typed";

const tooLong = 15;

/** One number being typed: what its field shows, and what becomes of keys and of written text. */
function useNumber({ r, ref, node, state }: Asked) {
  const label = state.label ?? node.label;
  const money = isMoney(node, label);
  const decimal = node.control !== "integer";
  const typed = useTyped(state.v ?? "");
  const [written, setWritten] = useState<string>(); // "1tr5", while it stands so in the field
  const value = typed.text;
  const refused = value === "-1" && node.mayRefuse;
  const put = (v: string) => {
    setWritten(undefined);
    if (v.replace(/\D/g, "").length > tooLong) return;
    typed.type(v);
    void r.set(ref, v);
  };
  const write = (text: string) => {
    if (!money || !/\p{L}/u.test(text.replace(/đ$/, ""))) return put(clean(text, decimal));
    setWritten(text);
    const amount = parseAmount(text);
    if (amount === undefined) return;
    typed.type(amount);
    void r.set(ref, amount);
  };
  const press = (key: string) => {
    const plain = refused || value === "0" ? "" : value;
    if (key === "del") put(refused ? "" : value.slice(0, -1));
    else if (key === "clear") put("");
    else if (key === "sign") put(value.startsWith("-") ? value.slice(1) : "-" + value);
    else if (key === ",") put(value.includes(".") ? value : (value || "0") + ".");
    else if (/^0+$/.test(key) && !plain) put("0");
    else put(plain + key);
  };
  return {
    money, decimal, value, refused, press, put,
    field: {
      value: written ?? (refused ? t().form.refused : isAmount(node, label) ? grouped(value) : value.replace(".", ",")),
      onInput: (e: { currentTarget: { value: string } }) => write(e.currentTarget.value),
      onBlur: () => { setWritten(undefined); typed.leave(); },
    },
    unread: written !== undefined && parseAmount(written) === undefined,
  };
}

/** The amount in words and by the month, the name of a direction: what shows that the right number was typed. */
function Said({ a, money, value }: { a: Asked; money: boolean; value: string }) {
  const w = t().form;
  const label = a.state.label ?? "";
  if (looks(a.node, "bearing")) return <p class="bang-chu"><b>{windOf(value, lang.value === "en" ? "en" : "vi")}</b></p>;
  if (!money) return null;
  const words = lang.value === "vi" ? inWordsVi(value) : "";
  const monthly = Number(value) >= 1_000_000 && /12 tháng|năm/.test(label);
  return <p class="bang-chu" aria-live="polite">{words ? <b>{capital(words)} {w.dongWord}</b> : " "}{monthly && <span class="mo chi-to"> · {w.perMonth(grouped(String(Math.round(Number(value) / 12))))}</span>}</p>;
}

/** A number alone on its page: a large field and our keys. */
export function Amount(f: Field) {
  const { ref, node, state, labelId, message } = f;
  const w = t().form;
  const n = useNumber(f);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const press = (key: string) => { n.press(key); field.current?.focus({ preventScroll: true }); };
  const bad = state.valid === 2 || state.valid === 3;
  const key = (k: string, label: ComponentChildren = k, word = false, name?: string) => <button type="button" class={word ? "chu" : ""} data-key={k} aria-label={name} onClick={() => press(k)}>{label}</button>;
  const word = (k: string, label: string) => key(k, two(label), true, label);
  const big = (label: string, zeros: string, k: string) => key(k, <>{label}<i class="chi-to kn"><br />{zeros}</i></>, true);
  const refuse = node.mayRefuse ? <button type="button" class="chu" data-key="refuse" onClick={() => n.put("-1")}>{two(w.refused)}</button> : <span />;
  const sign = node.negative ? key("sign", "±", true, t().fields.number.minus) : refuse;
  const plain = !n.money && !n.decimal && !node.mayRefuse && !node.negative;
  return (
    <div class="vung-so">
      <div class={`tien ${bad ? "sai" : ""}`}>
        <input ref={field} class="tien-o" aria-labelledby={labelId} inputMode="none" data-name="answer" name={ref} autocomplete="off" {...n.field} />
        {n.money && !n.refused && <span>{w.dong}</span>}{looks(node, "bearing") && <span>°</span>}
      </div>
      <Said a={f} money={n.money} value={n.value} />
      {n.unread ? <Problem>{t().fields.number.unread}</Problem> : message}
      {plain ? (
        <div class="phim-so ba" role="group" aria-label={w.keypad}>
          {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((k) => key(k))}
          {key("clear", w.delAll, true)}{key("0")}{word("del", w.del1)}
        </div>
      ) : n.money ? (
        <div class="phim-so" role="group" aria-label={w.keypad}>
          {key("1")}{key("2")}{key("3")}{big(w.thousand, "000", "000")}
          {key("4")}{key("5")}{key("6")}{big(w.million, "000.000", "000000")}
          {key("7")}{key("8")}{key("9")}{word("del", w.del1)}
          {refuse}{key("0")}<button type="button" data-key="000-digits" onClick={() => press("000")}>000</button>{word("clear", w.delAll)}
        </div>
      ) : (
        <div class="phim-so ba-so" role="group" aria-label={w.keypad}>
          {key("1")}{key("2")}{key("3")}{word("del", w.del1)}
          {key("4")}{key("5")}{key("6")}{word("clear", w.delAll)}
          {key("7")}{key("8")}{key("9")}{n.decimal ? key(",", w.comma, true) : <span />}
          {sign}{key("0")}<span /><span />
        </div>
      )}
    </div>
  );
}

/** A two-word label on two lines. */
function two(label: string) {
  const at = label.indexOf(" ");
  return at < 0 ? label : <>{label.slice(0, at)}<br />{label.slice(at + 1)}</>;
}

/** Several questions on one page: the keys of the system, since ours would hide the others. With counter: minus and plus. */
export function PlainNumber(f: Field) {
  const { ref, node, labelId, message } = f;
  const w = t().fields.number;
  const n = useNumber(f);
  const counter = looks(node, "counter");
  const step = (by: number) => n.put(String(Math.max(node.negative ? -Infinity : 0, (Number(n.value) || 0) + by)));
  const input = <input class="o-nhap so-nho" type="text" inputMode={n.money ? "text" : n.decimal ? "decimal" : "numeric"} aria-labelledby={labelId} data-name="answer" name={ref} autocomplete="off" {...n.field} />;
  return (
    <>
      {counter ? (
        <div class="dem-so">
          <button type="button" class="nut" aria-label={w.less} data-name="less" onClick={() => step(-1)}><Icon name="minus" /></button>
          {input}
          <button type="button" class="nut" aria-label={w.more} data-name="more" onClick={() => step(1)}><Icon name="plus" /></button>
        </div>
      ) : n.money ? (
        <div class="dem-so">{input}{[["000", t().form.thousand], ["000000", t().form.million]].map(([k, label]) => <button type="button" class="nut phu" key={k} data-key={k} onClick={() => n.press(k!)}>{label}</button>)}</div>
      ) : input}
      <Said a={f} money={n.money} value={n.value} />
      {n.money && <p class="mo">{w.shorthand}</p>}
      {n.unread ? <Problem>{w.unread}</Problem> : message}
    </>
  );
}
