import { describe, expect, test } from "vitest";
import { fitted, judge } from "../src/store/shrink";

const [width, height] = [64, 48];
/** A picture whose grey at each point is given. */
const picture = (grey: (x: number, y: number) => number) => {
  const out = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) out.fill(grey(i % width, Math.floor(i / width)), i * 4, i * 4 + 3);
  return out;
};

describe("a photo at a glance", () => {
  test.each<[string, (x: number, y: number) => number, string]>([
    ["black", () => 5, "dark"], ["night with a lamp", (x, y) => (x > 58 && y > 42 ? 255 : 10), "dark"], ["flat grey", () => 128, "blurred"],
    ["slow shade", (x) => 60 + x * 2, "blurred"], ["stripes", (x) => (x % 8 < 4 ? 60 : 200), "good"], ["one sharp edge", (x) => (x < 32 ? 60 : 200), "good"],
  ])("%s", (_, grey, want) => expect(judge(picture(grey), width, height)).toBe(want));
});

test.each([[4000, 3000, 1600, 1200], [3000, 4000, 1200, 1600], [800, 600, 800, 600], [5000, 1, 1600, 1]])("%d×%d becomes %d×%d", (w, h, width, height) => expect(fitted(w, h)).toEqual({ width, height }));
