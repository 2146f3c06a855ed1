import type { Model } from "./form";

/** What only some pipelines take. */
const TAKES = {
  clip_skip: /^(StableDiffusion|LatentConsistency)/,
  guidance_rescale: /^(StableDiffusion(XL)?(PAG)?Pipeline|HunyuanDiT)/,
  true_cfg_scale: /^(Flux(Kontext)?Pipeline|QwenImage)/,
  hires: /^(StableDiffusion|Flux|QwenImagePipeline|ZImagePipeline|IFPipeline|Kandinsky|LatentConsistency)/,
} satisfies Record<string, RegExp>;

/** Whether a model's pipeline takes a setting. One that is not known here is taken at its word: the server decides. */
export function takes(model: Model | undefined, name: keyof typeof TAKES): boolean {
  return model?.pipeline == null || TAKES[name].test(model.pipeline);
}
