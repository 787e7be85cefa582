import { describe, expect, test } from "vitest";
import { readCard } from "../src/text/cccd";

const whole = { number: "033164001234", name: "Đoàn Thị Nguyệt Hường", birth: "1964-05-12", sex: "female", address: "Thôn Phù Oanh, Xã Mẫu, Hưng Yên" };

describe("the text of a card", () => {
  test.each<[string, string, unknown]>([
    ["seven fields", "033164001234|145678901|Đoàn Thị Nguyệt Hường|12051964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021", whole],
    ["no old number", "033164001234||ĐOÀN THỊ NGUYỆT HƯỜNG|12051964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021", whole],
    ["six fields", "033164001234|Đoàn Thị Nguyệt Hường|12051964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021", whole],
    ["the card of 2024", "033164001234||Đoàn Thị Nguyệt Hường|12051964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15082024||Đoàn Văn Mẫu|Trần Thị Mẫu|", whole],
    ["slashes, spaces, an end of line", " 033164001234 | 145678901 |Đoàn  Thị Nguyệt Hường| 12/05/1964 |nữ| Thôn Phù Oanh, Xã Mẫu, Hưng Yên |15/04/2021\r\n", whole],
    ["marks apart from letters", "033164001234|145678901|Đoàn Thị Nguyệt Hường|12051964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021".normalize("NFD"), whole],
    ["only the year of birth", "033164001234||Đoàn Thị Nguyệt Hường|1964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021", { ...whole, birth: undefined }],
    ["a day that is none", "033164001234||Đoàn Thị Nguyệt Hường|31021964|Nữ|Thôn Phù Oanh, Xã Mẫu, Hưng Yên|15042021", { ...whole, birth: undefined }],
    ["no address", "033164001234||Đoàn Thị Nguyệt Hường|12051964|Nữ||15042021", { ...whole, address: undefined }],
    ["digits by hand", "033 164 001 234", { number: "033164001234" }],
  ])("%s", (_, text, want) => expect(readCard(text)).toEqual(want));
  test("without a name it is no card: the date of issue is not taken for the birth", () => expect(readCard("001099000001||Ý|01011999|Nam|Xã Mẫu|01012021")).toBeUndefined());
  test("a name of two letters is one", () => expect(readCard("001099000001||LÊ Ý|01011999|Nam|Xã Mẫu|01012021")?.name).toBe("Lê Ý"));
  test.each(["", " ", "|", "https://example.org/abc", "12345678901|x", "0331640012345||A B|1|Nam", "033164001234|145678901|12051964", "{\"a\":1}", "BEGIN:VCARD", "a|b|033164001234|Nguyễn Văn A"])("no card: %j", (text) => expect(readCard(text)).toBeUndefined());
});

/** The same numbers at every run. */
function chance(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

test("whatever the code says, nothing is thrown and neither old number nor date of issue comes out", () => {
  const next = chance(20260914);
  const pick = <T>(list: T[]): T => list[Math.floor(next() * list.length)]!;
  const alphabet = ["|", "||", "0", "9", "033164001234", "145678901", "15042021", "Nam", "Nữ", "Nguyễn Văn A", "TRẦN THỊ B", " ", "\u0300", "\u0000", "\ud800", "/", "12/05/1964", "1964", "Xã Mẫu", "🙂"];
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: Math.floor(next() * 14) }, () => pick(alphabet)).join(next() < 0.7 ? "|" : "");
    const card = readCard(text);
    if (!card) continue;
    expect(card.number).toMatch(/^\d{12}$/);
    expect(Object.keys(card).every((k) => ["number", "name", "birth", "sex", "address"].includes(k))).toBe(true);
    if (card.birth) expect(card.birth).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    if (card.name !== undefined) expect(card.name).not.toMatch(/\d/);
  }
  for (let i = 0; i < 2000; i++) {
    const [old, issued] = ["1" + String(Math.floor(next() * 1e8)).padStart(8, "0"), `${pick(["01", "15", "28"])}${pick(["02", "11"])}20${pick(["21", "24"])}`];
    const tail = pick(["", "|", "||Đoàn Văn Mẫu|Trần Thị Mẫu", "|x|y|z|"]);
    const out = JSON.stringify(readCard(`033164001234|${old}|Đoàn Thị Mẫu|12051964|Nữ|Thôn Mẫu|${issued}${tail}`));
    expect(out).toContain("1964-05-12");
    expect(out).not.toContain(old);
    expect(out).not.toContain(issued);
    expect(out).not.toContain(`${issued.slice(4)}-${issued.slice(2, 4)}-${issued.slice(0, 2)}`);
  }
});
