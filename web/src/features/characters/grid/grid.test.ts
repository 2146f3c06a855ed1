import { describe, expect, it } from "vitest";

import type { Grid } from "../versions";
import { askProblem, cellAt, drawnCount, moved, promptLines, within } from "./grid";

const steps = [50, 100];
const prompts = ["a", "b", "c"];
const strengths = [0.8, 1];
const cells = steps.flatMap((step) =>
  prompts.flatMap((_, prompt) =>
    strengths.map((strength) => ({ step, prompt, strength, url: strength === 1 ? "x" : null })),
  ),
);
const grid = { steps, prompts, strengths, cells } as unknown as Grid;

describe("a grid", () => {
  it("finds the cell of a place", () => {
    expect(cellAt(grid, { step: 1, prompt: 2, strength: 0 })).toMatchObject({
      step: 100,
      prompt: 2,
      strength: 0.8,
    });
    expect(drawnCount(grid)).toBe(6);
  });

  it("moves within its edges", () => {
    const spot = { step: 0, prompt: 2, strength: 1 };
    expect(moved(grid, spot, "prompt", 1)).toEqual(spot);
    expect(moved(grid, spot, "step", 1)).toEqual({ ...spot, step: 1 });
    expect(within(grid, { step: 9, prompt: 9, strength: 9 })).toEqual({ step: 1, prompt: 2, strength: 1 });
  });
});

describe("what is asked for", () => {
  it("takes a prompt from each line, each once", () => {
    expect(promptLines(" a cat \n\na dog\na cat\n")).toEqual(["a cat", "a dog"]);
  });

  it("says what stands in the way", () => {
    expect(askProblem(0, 1, 1)).toMatch("step");
    expect(askProblem(1, 0, 1)).toMatch("prompt");
    expect(askProblem(1, 13, 1)).toMatch("12");
    expect(askProblem(20, 11, 1)).toBe("220 pictures are more than 200. Leave some out.");
    expect(askProblem(20, 10, 1)).toBeUndefined();
  });
});
