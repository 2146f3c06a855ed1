import { expect, it } from "vitest";

import type { WorkflowInput } from "../queries";
import { firstWrong, sentValues, startValues, withOwn, wrong } from "./form";

const input = (part: Partial<WorkflowInput> & Pick<WorkflowInput, "name" | "kind">): WorkflowInput => ({
  node: "1",
  input: part.name,
  ...part,
});
const INPUTS = [
  input({ name: "prompt", kind: "prompt", required: true }),
  input({ name: "seed", kind: "seed", default: 7 }),
  input({ name: "steps", kind: "int", min: 1, max: 50, default: 20 }),
  input({ name: "tiled", kind: "bool", default: false }),
];

it("begins with the template's own values and leaves the seed to chance", () =>
  expect(startValues(INPUTS)).toEqual({ prompt: null, seed: null, steps: 20, tiled: false }));

it("sends nothing while something is missing or out of its range", () => {
  const values = startValues(INPUTS);
  expect(sentValues(INPUTS, values)).toBeUndefined();
  expect(sentValues(INPUTS, { ...values, prompt: "a fox", steps: 51 })).toBeUndefined();
  expect(sentValues(INPUTS, { ...values, prompt: "a fox", steps: 2.5 })).toBeUndefined();
  expect(sentValues(INPUTS, { ...values, prompt: "a fox" })).toEqual({
    prompt: "a fox",
    steps: 20,
    tiled: false,
  });
});

it("takes the graph's own numbers where the manifest names none, but not its words", () => {
  const inputs = [
    input({ name: "prompt", kind: "prompt", input: "text" }),
    input({ name: "steps", kind: "int" }),
    input({ name: "cfg", kind: "float", default: 5 }),
    input({ name: "model", kind: "model" }),
  ];
  const graph = { "1": { class_type: "X", inputs: { text: "a", steps: 12, cfg: 7, model: ["4", 0] } } };
  expect(withOwn(inputs, graph).map((each) => each.default)).toEqual([undefined, 12, 5, undefined]);
});

it("names the first value that is wrong", () => {
  expect(firstWrong(INPUTS, startValues(INPUTS))).toBe("Prompt: this is needed.");
  expect(firstWrong(INPUTS, { prompt: "a fox", steps: 20 })).toBeUndefined();
});

it("says what is allowed", () => {
  expect(wrong(INPUTS[2]!, 51)).toBe("Between 1 and 50.");
  expect(wrong(INPUTS[1]!, 2 ** 60)).toBe("A whole number.");
  expect(wrong(INPUTS[0]!, "")).toBe("This is needed.");
});
