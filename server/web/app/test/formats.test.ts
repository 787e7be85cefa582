import { describe, expect, test } from "vitest";
import { canChi } from "../src/text/dates";
import { landOf, metresOf, saidLand } from "../src/text/land";
import { parseAmount } from "../src/text/money";
import { area, corners, distance, length, parsePoints, pointText, shapeText, windOf } from "../src/text/points";
import { shownLength, shownSize } from "../src/text/sizes";
import { isoInstant, isoTime, offsetText, parseTime, shownTime } from "../src/text/times";

describe("amounts as people write them", () => {
  test.each([
    ["1500000", "1500000"], ["1.500.000", "1500000"], ["1.500.000 đ", "1500000"], ["1.500.000 đồng", "1500000"], ["1tr5", "1500000"], ["1tr25", "1250000"],
    ["1tr250", "1250000"], ["1 triệu 500 nghìn", "1500000"], ["1tr500k", "1500000"], ["500 nghìn", "500000"], ["500 ngàn", "500000"], ["500k", "500000"],
    ["500K", "500000"], ["1,5 triệu", "1500000"], ["1.5 triệu", "1500000"], ["1.500 nghìn", "1500000"], ["2 tỷ 3", "2300000000"], ["2 tỉ", "2000000000"],
    ["1 triệu rưỡi", "1500000"], ["2 tỷ rưỡi", "2500000000"], ["54 triệu", "54000000"], ["0", "0"], ["", ""], ["  ", ""], ["1 trieu", "1000000"],
    ["1 TỶ 200 TRIỆU", "1200000000"], ["Một".normalize("NFD") && "3 triệu".normalize("NFD"), "3000000"], ["0,5tr", "500000"], ["12n", "12000"],
    ["1tr000500", "1000500"], ["1,2345 nghìn", undefined], ["1 nghìn 2 triệu", undefined], ["abc", undefined], ["1x", undefined], ["tr", undefined], ["-5", undefined],
    ["1..5 triệu", undefined], ["1tr2tr", undefined], ["đ", undefined], ["9".repeat(16), undefined], ["1,5", undefined], ["triệu5", undefined],
  ])("%j = %j", (text, want) => expect(parseAmount(text as string)).toBe(want));
  test("any text gives digits or nothing", () => {
    const letters = ["1", "9", ".", ",", "tr", "k", " ", "đ", "rưỡi", "tỷ", "0"];
    for (let n = 0; n < 20_000; n++) {
      let text = "";
      for (let i = n; i > 0; i = Math.floor(i / letters.length)) text += letters[i % letters.length];
      const got = parseAmount(text);
      if (got !== undefined && !/^\d*$/.test(got)) throw new Error(`${text} gives ${got}`);
      if (got) expect(parseAmount(got)).toBe(got);
    }
  });
});

describe("land", () => {
  test.each([[360, 1, 0], [24, 0, 1], [840, 2, 5], [0, 0, 0], [180, 0, 7.5], [719.9, 2, 0], [3600, 10, 0]])("%d m² is %d sào %d thước", (m2, sao, thuoc) => expect(landOf(m2)).toEqual({ sao, thuoc }));
  test.each([[2, 5, 840], [0, 7.5, 180], [1, 0, 360], [0, 0.1, 2.4]])("%d sào %d thước is %d m²", (sao, thuoc, m2) => expect(metresOf({ sao, thuoc })).toBe(m2));
  test("there and back", () => {
    for (let sao = 0; sao < 30; sao++) for (let t = 0; t < 150; t++) expect(landOf(metresOf({ sao, thuoc: t / 10 }))).toEqual({ sao, thuoc: t / 10 });
  });
  test.each([[840, "2 sào 5 thước"], [180, "7,5 thước"], [360, "1 sào"], [0, "0 thước"]])("%d m² is said %s", (m2, said) => expect(saidLand(m2, "sào", "thước")).toBe(said));
});

describe("times", () => {
  test.each([["08:30:00.000+07:00", 8, 30], ["2026-11-23T18:05:00.000+07:00", 18, 5], ["00:00", 0, 0]])("%s", (v, h, min) => expect(parseTime(v)).toEqual({ h, min }));
  test.each(["", "24:00", "8:30", "12:60", "2026-11-23"])("no time: %j", (v) => expect(parseTime(v)).toBeUndefined());
  test.each([[420, "+07:00"], [0, "Z"], [-210, "-03:30"]])("%d minutes east is %s", (n, text) => expect(offsetText(n)).toBe(text));
  test("as stored", () => {
    expect(isoTime({ h: 8, min: 5 }, 420)).toBe("08:05:00.000+07:00");
    expect(isoInstant({ y: 2026, m: 1, d: 2 }, { h: 8, min: 5 }, 420)).toBe("2026-01-02T08:05:00.000+07:00");
  });
  test.each([["08:30:00.000+07:00", "8 giờ 30"], ["2026-11-23T18:05:00.000+07:00", "18 giờ 05, 23/11/2026"], ["x", undefined]])("%s is shown %s", (v, text) => expect(shownTime(v)).toBe(text));
});

describe("points", () => {
  const square = parsePoints("21 106 0 0;21.001 106 0 0;21.001 106.001 0 0;21 106.001 0 0");
  test("read and written", () => expect(parsePoints("20.97 106.42 3 4.5").map(pointText)).toEqual(["20.97 106.42 3 4.5"]));
  test.each(["", "x y", "91 0", "1"])("no point: %j", (v) => expect(parsePoints(v)).toEqual([]));
  test("a thousandth of a degree north is 111 m", () => expect(distance(square[0]!, square[1]!)).toBeCloseTo(111.3, 0));
  test("way along three sides", () => expect(length(square)).toBeCloseTo(111.3 * 2 + 103.9, 0));
  test("area", () => expect(area(square)).toBeCloseTo(111.3 * 103.9, -2));
  test("two points have no area", () => expect(area(square.slice(0, 2))).toBe(0));
  test("a shape closes and opens again", () => {
    expect(parsePoints(shapeText(square))).toHaveLength(5);
    expect(corners(parsePoints(shapeText(square)))).toEqual(square);
  });
  test.each([["0", "Bắc"], ["46", "Đông Bắc"], ["180", "Nam"], ["359", "Bắc"], ["", ""], ["361", ""]])("%s° is %s", (d, name) => expect(windOf(d, "vi")).toBe(name));
});

describe("sizes", () => {
  test.each([[240_000, "240 KB"], [10, "1 KB"], [1_200_000, "1,2 MB"], [2_000_000, "2 MB"]])("%d bytes: %s", (n, text) => expect(shownSize(n)).toBe(text));
  test.each([[65, "1:05"], [0, "0:00"], [5.9, "0:05"]])("%d s: %s", (n, text) => expect(shownLength(n)).toBe(text));
});

test("the can-chi years go round in sixty", () => {
  for (let y = 1900; y < 2000; y++) expect(canChi(y + 60)).toEqual(canChi(y));
  expect(canChi(1984).name).toBe("Giáp Tý");
  expect(new Set(Array.from({ length: 60 }, (_, i) => canChi(1984 + i).name)).size).toBe(60);
});
