import type { Job } from "@/api/jobs";
import { bytes } from "@/lib/format";

import type { Kind, Model } from "./queries";

interface KindWords {
  one: string;
  many: string;
  /** What they do, in a sentence. */
  about: string;
}

/** In the order in which people look for them. */
export const KINDS: Record<Kind, KindWords> = {
  base: { one: "Base model", many: "Base models", about: "Draw pictures by themselves." },
  video: { one: "Video model", many: "Video models", about: "Turn a picture into a film." },
  lora: { one: "LoRA", many: "LoRAs", about: "Teach a base model a style or a thing." },
  embedding: { one: "Embedding", many: "Embeddings", about: "Words that a base model has learned." },
  controlnet: {
    one: "ControlNet",
    many: "ControlNets",
    about: "Follow the lines, the pose or the depth of a picture.",
  },
  vae: { one: "VAE", many: "VAEs", about: "Finish the pictures of base models in their own way." },
  upscaler: { one: "Upscaler", many: "Upscalers", about: "Make finished pictures larger." },
  captioner: { one: "Captioner", many: "Captioners", about: "Describe pictures in words." },
  classifier: { one: "Classifier", many: "Classifiers", about: "Tell what is on a picture." },
  component: { one: "Part of a model", many: "Parts of models", about: "Of no use alone." },
};

export const KIND_ORDER = Object.keys(KINDS) as Kind[];

/** Kinds that a worker keeps in memory by themselves. */
export const isLoadable = ({ kind }: Pick<Model, "kind">) => kind === "base" || kind === "video";

const FAMILIES: Record<string, string> = {
  sd: "Stable Diffusion",
  sdxl: "SDXL",
  sd3: "Stable Diffusion 3",
  flux: "FLUX",
  svd: "Stable Video Diffusion",
};

/** "SDXL", "Stable Diffusion 1.x"; null where nobody knows. */
export function familyWords({ family, version }: Pick<Model, "family" | "version">): string | null {
  if (!family) return version ?? null;
  const name = FAMILIES[family] ?? family;
  return version && !name.includes(version) ? `${name} ${version}` : name;
}

export const familyName = (family: string) => FAMILIES[family] ?? family;

/** Where its files came from, in a few words. */
export function sourceWords({
  source,
  built_in,
  managed,
}: Pick<Model, "source" | "built_in" | "managed">): string {
  if (built_in) return "comes with Safelight";
  if (typeof source?.repo === "string") return source.repo;
  if (typeof source?.url === "string") return hostOf(source.url);
  return managed ? "in the models folder" : "used where it lies";
}

/** The page of a model on its hub, if it came from one. */
export function sourceAddress({ source }: Pick<Model, "source">): string | undefined {
  if (typeof source?.url === "string") return source.url;
  if (typeof source?.hub === "string" && typeof source.repo === "string")
    return `${source.hub}/${source.repo}`;
  return undefined;
}

export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

const FORMATS: Record<Model["format"], string> = {
  diffusers: "diffusers folder",
  "single-file": "single file",
  transformers: "transformers folder",
  timm: "timm folder",
  "diffusers-lora": "LoRA in diffusers' layout",
  kohya: "LoRA in kohya's layout",
  upscaler: "upscaler file",
  embedding: "embedding file",
};

export const formatWords = (format: Model["format"]) => FORMATS[format];

const TERMS: readonly (readonly [RegExp, string])[] = [
  [/non-?commercial|-nc\b|flux-1-dev/, "not for sale"],
  [/openrail/, "free to use, with limits on harm"],
  [/^(apache-2\.0|mit|bsd|cc0|cc-by-4\.0)/, "free to use and to sell"],
  [/^other$/, "terms of its own: read its page"],
];

/** "openrail++, free to use, with limits on harm"; only what is sure gets words. */
export function licenceWords(licence: string | null): string {
  if (!licence) return "not told";
  const found = TERMS.find(([pattern]) => pattern.test(licence.toLowerCase()));
  return found ? `${licence}, ${found[1]}` : licence;
}

/** "Loading 41 %, 2.8 of 6.9 GB", of a job that brings a model into memory. */
export function loadWords(job: Pick<Job, "state" | "progress" | "cancel_requested">): string {
  if (job.cancel_requested) return "Stopping…";
  if (job.state === "queued") return "Waiting for a worker";
  const { message, step = 0, total = 0 } = job.progress;
  if (message) return message;
  return total > 1 ? `Loading, ${bytes(step)} of ${bytes(total)}` : "Loading";
}
