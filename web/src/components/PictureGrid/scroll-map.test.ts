import { describe, expect, it } from "vitest";

import { dice, fakeShapes } from "./fakes";
import { lay, rowAt } from "./layout";
import { ScrollMap, TALLEST } from "./scroll-map";

const SCREEN = 900;

function mapOf(height: number) {
  const map = new ScrollMap();
  map.resize(height, SCREEN);
  return map;
}

describe("a roll that fits", () => {
  it("scrolls as it is", () => {
    const map = mapOf(50_000);
    expect(map.box).toBe(50_000);
    expect(map.scrolled(1234)).toBe(1234);
    expect(map.shift).toBe(0);
    expect(map.jump(40_000)).toBe(40_000);
    expect(map.settle()).toBeUndefined();
  });

  it("keeps the place within a roll that became shorter", () => {
    const map = mapOf(50_000);
    map.scrolled(49_000);
    map.resize(10_000, SCREEN);
    expect(map.offset).toBe(10_000 - SCREEN);
  });
});

describe("a roll of a million pictures", () => {
  const months = Array.from({ length: 50 }, (_, i) => ({
    month: `m${i}`,
    shapes: fakeShapes(20_000, dice(i)),
  }));
  const layout = lay(months, { width: 1200, rowHeight: 200, gap: 4, heading: 44 });

  it("has a box that no browser cuts", () => {
    expect(layout.height).toBeGreaterThan(2 * TALLEST);
    expect(mapOf(layout.height).box).toBe(TALLEST);
  });

  it("shows every row somewhere: wheeling and settling from top to end skips none", () => {
    const map = mapOf(layout.height);
    const step = SCREEN / 2;
    let seenTo = 0;
    let top = 0;
    let moves = 0;
    while (map.offset < layout.height - SCREEN) {
      top = Math.min(top + step, map.box - SCREEN);
      const offset = map.scrolled(top);
      const row = rowAt(layout, offset);
      expect(layout.rowTop[row]! - seenTo).toBeLessThanOrEqual(SCREEN);
      seenTo = layout.rowTop[rowAt(layout, offset + SCREEN)]!;
      top = map.settle() ?? top;
      expect(map.offset).toBe(offset); // settling moves the scrollbar, never the picture
      moves += 1;
      if (moves > 100_000) throw new Error("never arrived");
    }
    expect(seenTo).toBe(layout.rowTop.at(-1));
    expect(top).toBe(map.box - SCREEN);
  });

  it("moves by the pixel for a wheel, and in proportion for the scrollbar", () => {
    const map = mapOf(layout.height);
    map.jump(layout.height / 2);
    const top = map.jump(layout.height / 2);
    expect(map.scrolled(top + 100) - layout.height / 2).toBe(100);
    const far = map.scrolled((TALLEST - SCREEN) / 4);
    expect(far).toBeCloseTo((layout.height - SCREEN) / 4, -4);
  });

  it("reaches both ends by the scrollbar", () => {
    const map = mapOf(layout.height);
    expect(map.scrolled(TALLEST - SCREEN)).toBe(layout.height - SCREEN);
    expect(map.scrolled(0)).toBe(0);
  });

  it("jumps to any place and knows it again", () => {
    const map = mapOf(layout.height);
    const random = dice(5);
    for (let i = 0; i < 500; i += 1) {
      const wanted = Math.floor(random() * (layout.height - SCREEN));
      const top = map.jump(wanted);
      expect(map.scrolled(top)).toBe(wanted);
      expect(top + map.shift).toBe(wanted);
    }
  });
});
