import type { Recipe } from "@/api/gallery";

import type { Fact } from "./recipe-facts";

type Edit = NonNullable<Recipe["edit"]>;

const MODES: Record<NonNullable<Edit["mode"]>, string> = {
  exact: "stretched",
  fit: "fitted",
  fill: "cropped",
  pad: "with bars",
};

/** What stood in for parts of the model, or guided it. */
export function partFacts({ vae, embeddings, controls }: Recipe): Fact[] {
  const facts: Fact[] = [];
  if (vae) facts.push({ key: "vae", label: "VAE", value: vae.name });
  if (embeddings.length > 0)
    facts.push({
      key: "embeddings",
      label: "Embeddings",
      value: embeddings.map(({ name }) => name).join(", "),
    });
  for (const [at, { name, scale = 1, start = 0, end = 1 }] of controls.entries()) {
    const when = start > 0 || end < 1 ? `, from ${share(start)} to ${share(end)} of the steps` : "";
    facts.push({
      key: `control ${at}`,
      label: "Guided by",
      term: "ControlNet",
      value: `${name}, ${scale}${when}`,
    });
  }
  return facts;
}

const share = (part: number) => `${Math.round(part * 100)} %`;

/** Values that only some requests have. */
export function fineFacts(recipe: Recipe): Fact[] {
  const { hires, video, strength } = recipe;
  const facts: Fact[] = [];
  const add = (key: string, label: string, value: number | string | null | undefined, term?: string) => {
    if (value !== null && value !== undefined)
      facts.push({ key, label, value: String(value), ...(term && { term }) });
  };
  add("strength", "How much was changed", strength, "strength");
  if (recipe.mask_image) {
    add("mask blur", "Soft edge of the mask", `${recipe.mask_blur} px`, "mask_blur");
    add("mask crop", "Margin around the mask", recipe.padding_mask_crop, "padding_mask_crop");
  }
  if (recipe.image && recipe.resize_mode !== "fill")
    add("resize", "Came to the size", MODES[recipe.resize_mode], "resize_mode");
  if (hires) {
    const { width, height, upscaler, num_inference_steps: steps } = hires;
    add(
      "hires",
      "Second pass",
      `${width} × ${height} by ${upscaler}, ${steps} steps, ${hires.strength}`,
      "hires",
    );
  }
  add("clip skip", "Layers of CLIP skipped", recipe.clip_skip, "clip_skip");
  add("rescale", "Against overexposure", recipe.guidance_rescale, "guidance_rescale");
  add("true cfg", "Second guidance", recipe.true_cfg_scale, "true_cfg_scale");
  if (video) {
    add("frames", "Frames", video.num_frames, "num_frames");
    add("fps", "Frames a second", video.fps, "fps");
    add("motion", "How much moves", video.motion_bucket_id, "motion_bucket_id");
    add("noise", "How far from its picture", video.noise_aug_strength, "noise_aug_strength");
    add("codec", "Packed as", video.codec);
  }
  return facts;
}

/** What was done to a picture that was there. */
export function editFacts({ width, height, mode = "fit", upscaler }: Edit): Fact[] {
  return [
    { key: "size", label: "Size", value: `${width} × ${height}` },
    { key: "mode", label: "Brought to it", term: "mode", value: MODES[mode] },
    { key: "upscaler", label: "By", term: "upscaler", value: upscaler ?? "Lanczos" },
  ];
}

export function editSentence({ width, height, upscaler }: Edit): string {
  return upscaler
    ? `Made larger by ${upscaler}, to ${width} × ${height}.`
    : `Brought to ${width} × ${height}; nothing was drawn.`;
}
