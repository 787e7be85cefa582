// The text in the code of an identity card: "number|old number|name|ddmmyyyy|sex|address|date of issue", and on the cards of
// 2024 more behind it. Only what a form may ask is taken out; the old number, the date of issue and the text itself are left
// behind and never returned.
import { isoDay, realDay } from "./dates";

export type Card = {
  /** 12 digits. */
  number: string;
  name?: string;
  /** "YYYY-MM-DD"; absent where the card has no full date. */
  birth?: string;
  sex?: "male" | "female";
  address?: string;
};

const longest = 2000;

/** Reads the text of a card, or 12 digits typed by hand; undefined when it is neither. Never throws. */
export function readCard(text: string): Card | undefined {
  const clean = text.slice(0, longest).normalize("NFC").replace(/[\u0000-\u001f\u007f\ufeff]/g, " ");
  const fields = clean.split("|").map((f) => f.replace(/\s+/g, " ").trim());
  const at = fields.findIndex((f) => /^\d{12}$/.test(f.replace(/[ .]/g, "")));
  if (at < 0 || at > 1) return undefined;
  const card: Card = { number: fields[at]!.replace(/[ .]/g, "") };
  if (fields.length === 1) return card;
  const rest = fields.slice(at + 1);
  const sexAt = rest.findIndex((f) => sexOf(f) !== undefined);
  // the old number may stand before the name, nothing else does
  const nameAt = rest.slice(0, sexAt < 0 ? 2 : sexAt).findIndex(isName);
  if (nameAt < 0) return undefined;
  card.name = nameOf(rest[nameAt]!);
  // the first date after the name is the birth, one after the sex the issue of the card
  const birth = rest.slice(nameAt + 1, sexAt > nameAt ? sexAt : nameAt + 2).map(dayOf).find(Boolean);
  if (birth) card.birth = birth;
  if (sexAt > nameAt) {
    card.sex = sexOf(rest[sexAt]!);
    const address = rest[sexAt + 1] ?? "";
    if (address && !dayOf(address) && /\p{L}/u.test(address)) card.address = address;
  }
  return card;
}

const sexOf = (f: string): Card["sex"] => (/^(nam|male|m)$/i.test(f) ? "male" : /^(nữ|nu|female|f)$/i.test(f) ? "female" : undefined);

const isName = (f: string): boolean => f.length >= 2 && f.length <= 80 && /\p{L}/u.test(f) && !/\d/.test(f) && sexOf(f) === undefined;

/** A name in capitals becomes "Nguyễn Văn A"; one that is written with small letters stays as it is. */
function nameOf(f: string): string {
  if (f !== f.toLocaleUpperCase("vi")) return f;
  return f.split(" ").map((w) => w.slice(0, 1) + w.slice(1).toLocaleLowerCase("vi")).join(" ");
}

/** "01011990", "01/01/1990" or "1-1-1990" as "1990-01-01"; undefined when there is no such day. */
function dayOf(f: string): string | undefined {
  const m = /^(\d{2})(\d{2})(\d{4})$/.exec(f) ?? /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(f);
  const day = m ? realDay(Number(m[3]), Number(m[2]), Number(m[1])) : undefined;
  return day && day.y >= 1850 ? isoDay(day) : undefined;
}
