import { describe, expect, it } from "vitest";

import type { Point } from "@/lib/curves";

import { addPoints, averageWidth, lastStep, lossSentence } from "./metrics";

const curve = (name: string, ...steps: number[]) => ({
  name,
  points: steps.map((step) => ({ step, value: step / 10, at: "" })),
});

describe("curves", () => {
  it("grows by what is new", () => {
    const first = addPoints({}, [curve("loss", 1, 2, 3)], -1);
    const more = addPoints(first, [curve("loss", 4, 5)], 3);
    expect(more.loss?.map(([step]) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(lastStep(more)).toBe(5);
    expect(lastStep({})).toBe(-1);
  });

  it("draws a step that came again as it was last", () => {
    const first = addPoints({}, [curve("loss", 1, 2, 3, 4)], -1);
    const again = addPoints(first, [{ name: "loss", points: [{ step: 3, value: 9, at: "" }] }], 2);
    expect(again.loss).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 9],
    ]);
  });

  it("says what the loss did", () => {
    const line = (of: (i: number) => number): Point[] => Array.from({ length: 100 }, (_, i) => [i, of(i)]);
    expect(lossSentence(line((i) => 0.2 - i / 1000))).toBe("Loss fell from 0.20 to 0.11");
    expect(lossSentence(line(() => 0.1))).toBe("Loss stays at about 0.10");
    expect(lossSentence(line((i) => 0.1 + i / 1000))).toMatch(/^Loss rose/);
    expect(lossSentence([[1, 0.6]])).toBe("Loss 0.60 after the first steps");
    expect(averageWidth(line(() => 0))).toBe(5);
  });
});
