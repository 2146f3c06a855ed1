import { describe, expect, it } from "vitest";

import { centredAverage, thin, type Point } from "./curves";

describe("curves", () => {
  it("thins to the limit and keeps the spike", () => {
    const points = Array.from({ length: 20_000 }, (_, i): Point => [i, i === 7777 ? 99 : Math.sin(i)]);
    const kept = thin(points);
    expect(kept.length).toBeLessThanOrEqual(2000);
    expect(kept.some(([, value]) => value === 99)).toBe(true);
    expect(kept.every(([step], i) => i === 0 || step > kept[i - 1]![0])).toBe(true);
  });

  it("averages around each point, without a lag", () => {
    const line: Point[] = [0, 1, 2, 3, 4].map((i) => [i, i]);
    expect(centredAverage(line, 3)).toEqual([
      [0, 0.5],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3.5],
    ]);
  });
});
