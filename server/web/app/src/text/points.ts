// Points on the ground as answers: "latitude longitude altitude accuracy", several divided by ";".

export type Point = { lat: number; lng: number; alt: number; accuracy: number };

export function parsePoints(value: string): Point[] {
  return value.split(";").flatMap((text) => {
    const [lat, lng, alt = 0, accuracy = 0] = text.trim().split(/\s+/).map(Number);
    return lat !== undefined && lng !== undefined && Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? [{ lat, lng, alt, accuracy }] : [];
  });
}

export const pointText = (p: Point): string => [p.lat.toFixed(7), p.lng.toFixed(7), p.alt.toFixed(1), p.accuracy.toFixed(1)].map((n) => String(Number(n))).join(" ");

const earth = 6_378_100; // metres, as ODK counts
const rad = (deg: number) => (deg * Math.PI) / 180;

/** Metres between two points. */
export function distance(a: Point, b: Point): number {
  const x = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lng - a.lng) / 2) ** 2;
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(x)));
}

export const length = (points: Point[]): number => points.reduce((sum, p, i) => (i === 0 ? 0 : sum + distance(points[i - 1]!, p)), 0);

/** Square metres inside the points taken in order; 0 for fewer than three. Exact enough for a field. */
export function area(points: Point[]): number {
  if (points.length < 3) return 0;
  const from = points[0]!;
  const flat = points.map((p) => ({ x: rad(p.lng - from.lng) * earth * Math.cos(rad(from.lat)), y: rad(p.lat - from.lat) * earth }));
  const twice = flat.reduce((sum, p, i) => { const n = flat[(i + 1) % flat.length]!; return sum + p.x * n.y - n.x * p.y; }, 0);
  return Math.abs(twice) / 2;
}

/** The points of a shape without the last one that closes it. */
export function corners(points: Point[]): Point[] {
  const [first, last] = [points[0], points[points.length - 1]];
  return points.length > 1 && first!.lat === last!.lat && first!.lng === last!.lng ? points.slice(0, -1) : points;
}

/** A shape as an answer: its corners and the first one again. */
export const shapeText = (points: Point[]): string => (points.length > 2 ? [...points, points[0]!] : points).map(pointText).join(";");

const winds = { vi: ["Bắc", "Đông Bắc", "Đông", "Đông Nam", "Nam", "Tây Nam", "Tây", "Tây Bắc"], en: ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"] };

/** The name of a direction given in degrees from north, "" for what is no direction. */
export function windOf(degrees: string, lang: "vi" | "en"): string {
  const n = Number(degrees);
  return degrees !== "" && n >= 0 && n <= 360 ? winds[lang][Math.round(n / 45) % 8]! : "";
}
