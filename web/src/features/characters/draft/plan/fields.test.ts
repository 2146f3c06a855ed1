import { describe, expect, it } from "vitest";

import fields from "@/api/training-fields.json";

import type { TrainSpec } from "../../queries";
import { GROUPS, limitsOf, linesOf, numberError, type FieldName, type Words } from "./fields";

const shown = new Map<string, Words>(GROUPS.flatMap((group) => Object.entries(group.fields)));

describe("the settings of a training", () => {
  it("shows every one that the server takes, but the method, which has cards of its own", () => {
    expect([...shown.keys(), "method"].sort()).toEqual(Object.keys(fields).sort());
  });

  it("has words for every choice", () => {
    for (const [name, { choices }] of shown) {
      const known = limitsOf(name as FieldName).enum;
      if (known) expect(Object.keys(choices ?? {}), name).toEqual(expect.arrayContaining(known));
    }
  });

  it("says what a number may be", () => {
    const rank = limitsOf("rank");
    expect(numberError("16", rank)).toBeUndefined();
    expect(numberError("0", rank)).toBe("A whole number from 1 to 256");
    expect(numberError("1.5", rank)).toBe("A whole number from 1 to 256");
    expect(numberError("", rank)).toBeDefined();
    expect(numberError("much", rank)).toBeDefined();
    expect(numberError("1e-4", limitsOf("learning_rate"))).toBeUndefined();
    expect(numberError("0", limitsOf("learning_rate"))).toBe("A number above 0 to 1");
    expect(numberError("1", limitsOf("adam_beta2"))).toBe("A number above 0 and below 1");
    expect(numberError("-6", limitsOf("logit_mean"))).toBe("A number from -5 to 5");
  });

  it("hides what says nothing beside the others", () => {
    const speaks = (name: FieldName, training: Partial<TrainSpec>) => shown.get(name)?.when?.(training);
    expect(speaks("rank", { method: "lora" })).toBe(true);
    expect(speaks("rank", { method: "full" })).toBe(false);
    expect(speaks("lr_power", { lr_scheduler: "cosine" })).toBe(false);
    expect(speaks("prior_prompts", { num_prior_images: 0 })).toBe(false);
    expect(speaks("prior_prompts", { num_prior_images: 50 })).toBe(true);
  });

  it("reads a prompt from each line", () => {
    expect(linesOf("a dog \n\n a cat\n")).toEqual(["a dog", "a cat"]);
  });
});
