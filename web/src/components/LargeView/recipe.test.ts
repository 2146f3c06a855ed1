import { describe, expect, it } from "vitest";

import type { Recipe } from "@/api/gallery";

import { asCommand, asCurl, asJson, quoted } from "./copies";
import { recipeFacts, recipeSentence, wordFacts } from "./recipe-facts";

const RECIPE: Recipe = {
  safelight: "0.2.0",
  model: "starter",
  model_hash: null,
  prompt: "pip on a blue background, ink",
  asked_prompt: "Pip's house on a blue background",
  styles: ["Ink"],
  negative_prompt: "",
  num_inference_steps: 8,
  guidance_scale: 4.5,
  width: 64,
  height: 96,
  seed: 0,
  scheduler: "dpmpp_2m",
  loras: [{ key: "k", name: "Pip", sha256: "ab".repeat(32), scale: 0.8, text_encoder_scale: null }],
  character_id: "char_pip",
  character_name: "Pip",
  dtype: "float32",
  device: "cpu",
  kind: "image",
  batch: null,
  clip_skip: null,
  controls: [],
  device_name: null,
  edit: null,
  embeddings: [],
  guidance_rescale: null,
  hires: null,
  image: null,
  load: {},
  mask_blur: 0,
  mask_image: null,
  padding_mask_crop: null,
  prompt_weighting: "auto",
  resize_mode: "fill",
  scheduler_options: {},
  strength: null,
  threads: null,
  true_cfg_scale: null,
  vae: null,
  versions: {},
  video: null,
  consent: null,
  content_filter: null,
  engine: "native",
  workflow: null,
};

const values = (facts: { key: string; value: string }[]) =>
  Object.fromEntries(facts.map(({ key, value }) => [key.split(" ")[0], value])) as Record<string, string>;

describe("facts", () => {
  it("tells what was asked and what the model was told apart", () => {
    expect(wordFacts(RECIPE).map(({ key }) => key)).toEqual(["prompt", "told"]);
    const plain = { ...RECIPE, asked_prompt: RECIPE.prompt, negative_prompt: "blur" };
    expect(wordFacts(plain).map(({ key }) => key)).toEqual(["prompt", "negative"]);
  });

  it("has every value that made it", () => {
    expect(values(recipeFacts(RECIPE, 3))).toEqual({
      character: "Pip, version 3",
      scale: "0.8, clear",
      lora: "abababababab…",
      styles: "Ink",
      model: "starter",
      size: "64 × 96",
      seed: "0",
      steps: "8",
      sampler: "DPM++ 2M",
      guidance: "4.5",
      device: "the processor, float32",
      version: "0.2.0",
    });
  });

  it("says it in a sentence", () => {
    expect(recipeSentence(RECIPE)).toBe(
      "Drawn by starter with Pip, as Ink, in 8 steps at 64 × 96 from seed 0.",
    );
  });
});

describe("copies", () => {
  it("writes the recipe as it is", () => expect(JSON.parse(asJson(RECIPE))).toEqual(RECIPE));

  it("writes a request that makes it again, with the key left out", () => {
    const curl = asCurl(RECIPE, "http://studio");
    expect(curl).toContain("curl http://studio/api/v1/generations");
    expect(curl).toContain("$SAFELIGHT_API_KEY");
    const body = /-d '([^]*)'$/.exec(curl)![1]!.replaceAll(`'\\''`, "'");
    expect(JSON.parse(body)).toMatchObject({
      prompt: "Pip's house on a blue background",
      seed: 0,
      lora_scale: 0.8,
    });
  });

  it("writes a command that a shell understands", () => {
    expect(asCommand({ ...RECIPE, styles: [] })).toBe(
      `safelight generate 'Pip'\\''s house on a blue background' --character Pip --lora-scale 0.8 --model starter ` +
        `--size 64x96 --steps 8 --guidance 4.5 --scheduler dpmpp_2m --seed 0`,
    );
  });

  it.each([
    ["plain", "plain"],
    ["two words", "'two words'"],
    ["$(rm -rf)", "'$(rm -rf)'"],
    ["it's", `'it'\\''s'`],
    ["", "''"],
  ])("quotes %j", (word, quote) => expect(quoted(word)).toBe(quote));
});
