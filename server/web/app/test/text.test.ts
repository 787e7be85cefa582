import { describe, expect, test } from "vitest";
import { ageAt, canChi, parseDay, realDay, shownDay } from "../src/text/dates";
import { fold, matches, pieces } from "../src/text/find";
import { capital, clean, grouped, inWordsVi } from "../src/text/money";

describe("amounts in words", () => {
  test.each([
    ["0", "không"], ["5", "năm"], ["10", "mười"], ["15", "mười lăm"], ["21", "hai mươi mốt"], ["24", "hai mươi tư"], ["11", "mười một"],
    ["105", "một trăm lẻ năm"], ["1000", "một nghìn"], ["1005", "một nghìn không trăm lẻ năm"], ["54000000", "năm mươi tư triệu"],
    ["1500000", "một triệu năm trăm nghìn"], ["1000000001", "một tỷ không trăm lẻ một"], ["540000000", "năm trăm bốn mươi triệu"],
    ["2000000000000", "hai nghìn tỷ"], ["007", "bảy"],
  ])("%s = %s", (digits, words) => expect(inWordsVi(digits)).toBe(words));
  test.each(["", "-5", "1.5", "abc", "1234567890123456789"])("nothing for %j", (v) => expect(inWordsVi(v)).toBe(""));
  test("capital letter with marks", () => expect(capital("ba triệu")).toBe("Ba triệu"));
});

describe("grouping", () => {
  test.each([["1500000", "1.500.000"], ["999", "999"], ["-12345", "-12.345"], ["84.5", "84,5"], ["1234.25", "1.234,25"], ["x", "x"], ["", ""]])("%s → %s", (a, b) => expect(grouped(a)).toBe(b));
});

describe("what is typed into a number field", () => {
  test.each([
    ["54.000.000", false, "54000000"], ["1 200", false, "1200"], ["-3", false, "-3"], ["84,5", true, "84.5"], ["84.5", true, "84.5"],
    ["1.234,5", true, "1234.5"], ["1.500", true, "1500"], ["abc", true, ""],
  ])("%s (decimal %s) → %s", (a, decimal, b) => expect(clean(a, decimal)).toBe(b));
});

describe("dates", () => {
  test("days that are", () => expect(shownDay(parseDay("2024-02-29")!)).toBe("29/02/2024"));
  test.each(["2023-02-29", "2023-13-01", "2023-00-10", "0964-01-01", "x", ""])("no such day: %j", (v) => expect(parseDay(v)).toBeUndefined());
  test("age is by birthday", () => {
    const born = realDay(1964, 5, 12)!;
    expect(ageAt(born, realDay(2026, 5, 11)!)).toBe(61);
    expect(ageAt(born, realDay(2026, 5, 12)!)).toBe(62);
  });
  test.each([[1964, "Giáp Thìn", "Rồng"], [1963, "Quý Mão", "Mèo"], [2026, "Bính Ngọ", "Ngựa"], [2000, "Canh Thìn", "Rồng"]])("%i is %s", (year, name, animal) => expect(canChi(year)).toEqual({ name, animal }));
});

describe("finding names", () => {
  test("folding", () => expect(fold("  Đoàn  Thị NGUYỆT-Hường ")).toBe("doan thi nguyet huong"));
  test("decomposed letters fold the same", () => expect(fold("Nguyễn".normalize("NFD"))).toBe(fold("Nguyễn".normalize("NFC"))));
  test.each([
    ["Nguyễn Văn Thưởng", "nguyen van thu", true], ["Nguyễn Văn Thưởng", "thuong nguyen", true], ["Nguyễn Văn Thưởng", "n v t", true],
    ["Nguyễn Văn Thưởng", "nguyen nguyen", false], ["Nguyễn Văn Thưởng", "uong", false], ["Đỗ Thị Mận", "do man", true], ["A", "", true],
  ])("%s / %s = %s", (name, typed, want) => expect(matches(name, typed)).toBe(want));
  test("one word does not match twice, longer first", () => expect(matches("Nguyễn Nam", "n nguyen")).toBe(true));
  test("hits are marked with the spelling kept", () => {
    expect(pieces("Nguyễn Văn Thụng", "thu van")).toEqual([
      { text: "Nguyễn ", hit: false }, { text: "Văn", hit: true }, { text: " ", hit: false }, { text: "Thụ", hit: true }, { text: "ng", hit: false },
    ]);
    expect(pieces("Lê Thị Đào", "x").map((p) => p.text).join("")).toBe("Lê Thị Đào");
  });
});
