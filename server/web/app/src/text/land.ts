// Land as it is spoken of in the northern delta: 1 sào = 360 m², 15 thước = 1 sào, 1 thước = 24 m²; 10 sào = 1 mẫu.
import { grouped } from "./money";

export const perSao = 360;
export const perThuoc = 24;

export type Land = { sao: number; thuoc: number };

/** Square metres as whole sào and thước to one tenth. */
export function landOf(m2: number): Land {
  const tenths = Math.round((m2 / perThuoc) * 10);
  return { sao: Math.floor(tenths / 150), thuoc: (tenths % 150) / 10 };
}

export const metresOf = (land: Land): number => round(land.sao * perSao + land.thuoc * perThuoc, 2);

/** Rounds to so many digits after the point, as a number without the dust of binary fractions. */
export function round(n: number, digits: number): number {
  return Number(n.toFixed(digits));
}

/** "2 sào 5 thước", "7,5 thước", "0 thước"; sào is the word of the language. */
export function saidLand(m2: number, sao: string, thuoc: string): string {
  const land = landOf(m2);
  const out: string[] = [];
  if (land.sao > 0) out.push(`${grouped(String(land.sao))} ${sao}`);
  if (land.thuoc > 0 || land.sao === 0) out.push(`${String(land.thuoc).replace(".", ",")} ${thuoc}`);
  return out.join(" ");
}
