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
