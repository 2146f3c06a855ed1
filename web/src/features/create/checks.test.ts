import { describe, expect, it } from "vitest";

import { check, limitsOf } from "./checks";
import { EMPTY } from "./form";

const form = { ...EMPTY, prompt: "a cat" };

describe("check", () => {
  it("passes what the server takes", () => {
    expect(check({ ...form, width: 512, seed: 0, guidance_scale: 3.5 })).toEqual({});
  });

  it("asks for words", () => {
    expect(check({ ...EMPTY, prompt: "  " })).toEqual({ prompt: "Say what you want to see" });
  });

  it("says what is allowed, from the server's own limits", () => {
    expect(check({ ...form, width: 513 }).width).toBe("Between 64 and 2,048, in steps of 8");
    expect(check({ ...form, num_inference_steps: 2.5 }).num_inference_steps).toBe("Between 1 and 150, whole");
    expect(check({ ...form, seed: Number.NaN }).seed).toContain("Between 0 and");
    expect(limitsOf("n").maximum).toBe(64);
  });
});
