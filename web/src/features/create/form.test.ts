import { describe, expect, it } from "vitest";

import {
  EMPTY,
  fineChanges,
  fromSpec,
  qualityOf,
  shapeAsked,
  shapeOf,
  shortest,
  sizeFromText,
  sizeOf,
  smaller,
  stepsOf,
  toSpec,
} from "./form";

const model = { defaults: { width: 512, height: 512, num_inference_steps: 30, guidance_scale: 7.5 } };

describe("the request of a form", () => {
  it("names only what was chosen", () => {
    expect(toSpec({ ...EMPTY, prompt: " a cat " })).toEqual({ prompt: "a cat", n: 4 });
    expect(toSpec({ ...EMPTY, prompt: "a cat", seed: 0, styles: ["Oil"] })).toEqual({
      prompt: "a cat",
      n: 4,
      seed: 0,
      styles: ["Oil"],
    });
  });

  it("leads back to the same form", () => {
    const form = {
      ...EMPTY,
      prompt: "a cat",
      n: 2,
      width: 640,
      lora_scale: 0.8,
      scheduler: "euler" as const,
    };
    expect(fromSpec(toSpec(form))).toEqual(form);
  });

  it("means one picture where a request does not say how many", () => {
    expect(fromSpec({ prompt: "a cat" }).n).toBe(1);
  });

  it("leaves out what the model would take anyway", () => {
    const spec = {
      prompt: "a cat",
      n: 1,
      width: 512,
      height: 768,
      num_inference_steps: 30,
      seed: 7,
      styles: [],
    };
    expect(shortest(spec, model)).toEqual({ prompt: "a cat", height: 768, seed: 7 });
  });
});

describe("sizes", () => {
  it("have as many pixels as the model is used to, on its grid", () => {
    expect(sizeOf("1:1", model)).toEqual({ width: 512, height: 512 });
    const wide = sizeOf("16:9", model);
    expect((wide.width % 8) + (wide.height % 8)).toBe(0);
    expect(Math.abs(wide.width * wide.height - 512 * 512) / 512 ** 2).toBeLessThan(0.03);
  });

  it("keep their shape where the model's own is the smallest there is", () => {
    const small = { defaults: { width: 64, height: 64 } };
    expect(sizeOf("16:9", small)).toEqual({ width: 112, height: 64 });
    expect(sizeOf("3:4", small)).toEqual({ width: 64, height: 88 });
  });

  it("are known by their shape", () => {
    expect(shapeOf(EMPTY, model)).toBe("1:1");
    expect(shapeOf({ ...EMPTY, ...sizeOf("3:4", model) }, model)).toBe("3:4");
    expect(shapeOf({ ...EMPTY, width: 520, height: 512 }, model)).toBeUndefined();
  });

  it("are read as they are pasted", () => {
    expect(sizeFromText("1024 × 768")).toEqual({ width: 1024, height: 768 });
    expect(sizeFromText("a 1024x768 cat")).toBeNull();
  });

  it("get smaller after memory ran out, down to what is still a picture", () => {
    expect(smaller(1536, 1024)).toEqual({ width: 1088, height: 728 });
    expect(smaller(128, 128)).toBeUndefined();
  });

  it("are expected before the server plans them", () => {
    expect(shapeAsked({ ...EMPTY, width: 640 }, model)).toEqual({ n: 4, width: 640, height: 512 });
  });
});

describe("quality", () => {
  it("is a share of the model's own steps", () => {
    expect(stepsOf("good", model)).toBeNull();
    expect(stepsOf("fast", model)).toBe(15);
    expect(qualityOf({ ...EMPTY, num_inference_steps: 48 }, model)).toBe("best");
    expect(qualityOf({ ...EMPTY, num_inference_steps: 31 }, model)).toBeUndefined();
  });

  it("counts among the fine changes once it is not the model's", () => {
    expect(fineChanges(EMPTY)).toBe(0);
    expect(fineChanges({ ...EMPTY, num_inference_steps: 15, seed: 1 })).toBe(2);
  });
});
