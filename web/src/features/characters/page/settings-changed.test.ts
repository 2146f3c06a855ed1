import { describe, expect, it } from "vitest";

import type { TrainSpec } from "../queries";
import { changedSettings } from "./settings-changed";

const spec = (change: Partial<TrainSpec>) => ({ rank: 16, flip: false, seed: 1, ...change }) as TrainSpec;

describe("settings that differ from the preset", () => {
  it("are named with both values; the seed is no setting", () => {
    expect(changedSettings(spec({ rank: 32, flip: true, seed: 7 }), spec({}))).toEqual([
      { name: "rank", value: "32", usual: "16" },
      { name: "flip", value: "yes", usual: "no" },
    ]);
  });

  it("takes none and left out for the same, and says lists", () => {
    const preset = spec({ alpha: null, probe_prompts: [] });
    expect(changedSettings(spec({ probe_prompts: ["a cat", "a tree"] }), preset)).toEqual([
      { name: "probe_prompts", value: "a cat; a tree", usual: "none" },
    ]);
  });
});
