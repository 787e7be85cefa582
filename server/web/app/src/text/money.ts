// Amounts as people write and say them: 54.000.000 and "năm mươi tư triệu".

const digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const scales = ["", " nghìn", " triệu", " tỷ", " nghìn tỷ", " triệu tỷ"];

/** Groups the digits of a whole number by points; anything else is given back as it is. */
export function grouped(value: string): string {
  const m = /^(-?)(\d+)([.,]\d+)?$/.exec(value);
  if (!m) return value;
  const tail = m[3] ? "," + m[3].slice(1) : "";
  return m[1] + m[2]!.replace(/\B(?=(\d{3})+$)/g, ".") + tail;
}

/** Three digits; full says that a higher group stands before it, so zeros are read out. */
function three(n: number, full: boolean): string {
  const [h, t, u] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  const out: string[] = [];
  if (h > 0 || full) out.push(digits[h]! + " trăm");
  if (t === 0) {
    if (u > 0) out.push(out.length > 0 ? "lẻ " + digits[u]! : digits[u]!);
  } else {
    out.push(t === 1 ? "mười" : digits[t]! + " mươi");
    if (u === 1) out.push(t > 1 ? "mốt" : "một");
    else if (u === 4) out.push(t > 1 ? "tư" : "bốn");
    else if (u === 5) out.push("lăm");
    else if (u > 0) out.push(digits[u]!);
  }
  return out.join(" ");
}

/** A whole number up to 18 digits in Vietnamese words, first letter small; "" for anything else. */
export function inWordsVi(value: string): string {
  if (!/^\d{1,18}$/.test(value)) return "";
  const trimmed = value.replace(/^0+(?=\d)/, "");
  if (trimmed === "0") return "không";
  const groups: number[] = [];
  for (let end = trimmed.length; end > 0; end -= 3) groups.push(Number(trimmed.slice(Math.max(0, end - 3), end)));
  const out: string[] = [];
  for (let i = groups.length - 1; i >= 0; i--) {
    const n = groups[i]!;
    if (n === 0) continue;
    out.push(three(n, i < groups.length - 1) + scales[i]!);
  }
  return out.join(" ");
}

export const capital = (text: string): string => (text ? text[0]!.toLocaleUpperCase("vi") + text.slice(1) : "");

const units: [RegExp, number][] = [[/^(tỷ|tỉ|ty|ti|tỏi)(?!\p{L})/u, 9], [/^(triệu|trieu|tr|củ)(?!\p{L})/u, 6], [/^(nghìn|nghin|ngàn|ngan|ng|n|k)(?!\p{L})/u, 3]];

/**
 * Reads an amount as people write it: "1.500.000 đ", "1,5 triệu", "1tr5", "1tr500k", "2 tỷ 3", "1 triệu rưỡi", "500 nghìn".
 * Digits right after a unit are a part of it: "1tr25" is 1.250.000. Gives whole đồng as digits, "" for an empty text,
 * undefined for what is no amount or no whole one.
 */
export function parseAmount(text: string): string | undefined {
  let rest = text.normalize("NFC").toLocaleLowerCase("vi").replace(/\s+/g, "").replace(/(vnđ|vnd|đồng|dong|đ)$/u, "").replace(/rưỡi$/, "½");
  if (rest === "") return text.trim() === "" ? "" : undefined;
  let sum = 0n; // millionths of a đồng
  let above = Infinity;
  for (let first = true; rest !== ""; first = false) {
    const number = /^\d[\d.,]*/.exec(rest)?.[0];
    if (!first && above < Infinity && rest === "½") { sum += 5n * 10n ** BigInt(above + 5); break; }
    if (!number) return undefined;
    rest = rest.slice(number.length);
    const unit = units.find(([re]) => re.test(rest));
    if (!unit && rest !== "") return undefined;
    if (!unit && above < Infinity) { // "1tr5": the digits go on where the unit stopped
      if (!/^\d+$/.test(number) || number.length > above) return undefined;
      sum += BigInt(number) * 10n ** BigInt(above - number.length + 6);
      break;
    }
    const value = parts(number);
    if (value === undefined || (unit && unit[1] >= above)) return undefined;
    above = unit ? unit[1] : 0;
    sum += value * 10n ** BigInt(above);
    if (!unit) break;
    rest = rest.replace(unit[0], "");
  }
  return sum % 1_000_000n === 0n && sum < 10n ** 21n ? (sum / 1_000_000n).toString() : undefined;
}

/** Millionths of a written number: points group by three, a comma or a lone point divides. */
function parts(number: string): bigint | undefined {
  const plain = /^\d{1,3}(\.\d{3})+(,\d+)?$/.test(number) ? number.replace(/\./g, "") : number;
  const m = /^(\d{1,15})(?:[.,](\d{1,6}))?$/.exec(plain);
  return m ? BigInt(m[1]! + (m[2] ?? "").padEnd(6, "0")) : undefined;
}

/** What was typed or pasted: points group, a comma (or, in a decimal field, a last point after the comma-less digits) divides. */
export function clean(text: string, decimal: boolean): string {
  const sign = /^[-−]/.test(text.trim()) ? "-" : "";
  if (!decimal) return sign + text.replace(/\D/g, "");
  let body = text.replace(/[^\d.,]/g, "");
  if (body.includes(",")) body = body.replace(/\./g, "").replace(",", ".").replace(/,/g, "");
  else if (/^\d{1,3}(\.\d{3})+$/.test(body)) body = body.replace(/\./g, "");
  return sign + body;
}
