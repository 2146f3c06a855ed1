import { describe, expect, it } from "vitest";

import type { Checkpoint } from "../versions";
import { bestStep, scoresSentence, scoreWords } from "./scores";

describe("scores", () => {
  it("finds the best step, the earlier of two that are alike, never the start", () => {
    expect(
      bestStep([
        [0, 0.9],
        [50, 0.6],
        [100, 0.8],
        [150, 0.8],
      ]),
    ).toBe(100);
    expect(bestStep([[0, 0.9]])).toBeUndefined();
  });

  it("says where the best was, and what came after", () => {
    expect(scoresSentence([[0, 0.1]], true)).toBe("The first scores come with the next samples");
    expect(
      scoresSentence(
        [
          [50, 0.6],
          [100, 0.81],
        ],
        true,
      ),
    ).toBe("Best so far: step 100 with 81 %");
    expect(
      scoresSentence(
        [
          [100, 0.81],
          [1500, 0.4],
        ],
        false,
      ),
    ).toBe("Best: step 100 with 81 %; 40 % at step 1,500");
  });

  it("leaves out what could not be told", () => {
    const of = (scores: Partial<Checkpoint["scores"]>) => ({ scores }) as Checkpoint;
    expect(scoreWords(of({ likeness: 0.812, prompt_fit: null, drift: 0.03 }))).toBe(
      "Likeness 81 %, forgotten of other things 3 %",
    );
    expect(scoreWords(of({}))).toBe("");
  });
});
