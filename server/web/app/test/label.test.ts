import { expect, test } from "vitest";
import { caseOfLabel } from "../src/text/label";

const hex = "00112233445566778899aabbccddeeff";

test.each([`sothon:ho:${hex}`, ` sothon:ho:${hex}\n`, `SOTHON:HO:${hex.toUpperCase()}`])("the code of a house names its case: %j", (text) => {
  expect(caseOfLabel(text)).toBe(hex);
});

test.each(["", hex, `sothon:ho:${hex}0`, `sothon:ho:${hex.slice(1)}`, `sothon:nguoi:${hex}`, `https://example.vn/#ho=${hex}`,
  "001085012345|012345678|Nguyễn Văn A|01011985|Nam|Xóm 1|01012021", `sothon:ho:${hex.replace("a", "g")}`])("any other code names none: %j", (text) => {
  expect(caseOfLabel(text)).toBeUndefined();
});
