import { describe, expect, it } from "vitest";

import { dice, fakeId, fakeRoll } from "./fakes";
import { EMPTY_ROLL, sameRoll, spanOf, spansIn, without } from "./roll";

describe("rollOf", () => {
  it("parts each month into spans of 200", () => {
    const roll = fakeRoll([450, 10]);
    expect(roll.total).toBe(460);
    expect(roll.spans.map(({ first, count }) => [first, count])).toEqual([
      [0, 200],
      [200, 200],
      [400, 50],
      [450, 10],
    ]);
  });
});

describe("spansIn", () => {
  const roll = fakeRoll([450, 10]);
  it.each([
    [0, 0, [0]],
    [199, 200, [0, 200]],
    [449, 450, [400, 450]],
    [0, 459, [0, 200, 400, 450]],
    [5, 4, []],
  ])("from %i to %i", (first, last, starts) => {
    expect(spansIn(roll, first, last).map((span) => span.first)).toEqual(starts);
  });
  it("has none in nothing", () => expect(spansIn(EMPTY_ROLL, 0, 0)).toEqual([]));
});

describe("spanOf", () => {
  it("finds the span of any picture by its id", () => {
    const roll = fakeRoll([450, 10, 3000, 1]);
    for (const place of [0, 1, 199, 200, 449, 450, 459, 460, 3459, 3460]) {
      const span = spanOf(roll, fakeId(place))!;
      expect(place).toBeGreaterThanOrEqual(span.first);
      expect(place).toBeLessThan(span.first + span.count);
    }
  });
  it("finds nothing in nothing", () => expect(spanOf(EMPTY_ROLL, fakeId(0))).toBeUndefined());
});

describe("without", () => {
  it("takes pictures out of their months and spans", () => {
    const roll = fakeRoll([450, 10]);
    const less = without(roll, [0, 1, 250, 455]);
    expect(less.total).toBe(456);
    expect(less.months.map(({ shapes }) => shapes.length)).toEqual([447, 9]);
    expect(less.spans.map(({ first, count }) => [first, count])).toEqual([
      [0, 198],
      [198, 199],
      [397, 50],
      [447, 9],
    ]);
  });

  it("forgets a month whose last picture goes", () => {
    expect(without(fakeRoll([3, 1]), [3]).months).toHaveLength(1);
  });

  it("is the roll itself without nothing", () => {
    const roll = fakeRoll([450, 10]);
    expect(without(roll, [])).toEqual(roll);
  });

  it("agrees with taking out one by one, whatever is taken", () => {
    const random = dice(9);
    for (let round = 0; round < 60; round += 1) {
      const counts = Array.from(
        { length: 1 + Math.floor(random() * 4) },
        () => 1 + Math.floor(random() * 500),
      );
      const roll = fakeRoll(counts, round);
      const places = Array.from({ length: 12 }, () => Math.floor(random() * roll.total));
      const oneByOne = [...new Set(places)]
        .sort((a, b) => b - a)
        .reduce((rest, place) => without(rest, [place]), roll);
      expect(without(roll, places)).toEqual(oneByOne);
      expect(oneByOne.spans.reduce((sum, { count }) => sum + count, 0)).toBe(oneByOne.total);
    }
  });
});

describe("sameRoll", () => {
  it("sees the pictures, not where spans begin", () => {
    const roll = fakeRoll([450, 10]);
    expect(sameRoll(roll, fakeRoll([450, 10]))).toBe(true);
    expect(sameRoll(roll, { ...roll, spans: [] })).toBe(true);
    expect(sameRoll(roll, without(roll, [3]))).toBe(false);
    expect(sameRoll(roll, fakeRoll([460]))).toBe(false);
  });
});
