import { describe, expect, it } from "vitest";

import { did, NOTHING_DONE, redo, resized, undo, type Act } from "./history";

const CLEAR: Act = { kind: "clear" };
const INVERT: Act = { kind: "invert" };

describe("what was done to a mask", () => {
  it("is taken back and done again, the last first", () => {
    const both = did(did(NOTHING_DONE, CLEAR), INVERT);
    const back = undo(undo(both));
    expect(back).toEqual({ done: [], undone: [CLEAR, INVERT] });
    expect(redo(back)).toEqual({ done: [CLEAR], undone: [INVERT] });
    expect(undo(NOTHING_DONE)).toEqual(NOTHING_DONE);
  });

  it("forgets what was taken back once something else is done", () =>
    expect(did(undo(did(NOTHING_DONE, CLEAR)), INVERT)).toEqual({ done: [INVERT], undone: [] }));
});

it.each([
  [8, "larger", 64, 10],
  [1, "larger", 64, 2],
  [1, "smaller", 64, 1],
  [60, "larger", 64, 64],
] as const)("makes a brush of %i %s, at most %i: %i", (size, way, largest, next) =>
  expect(resized(size, way, largest)).toBe(next),
);
