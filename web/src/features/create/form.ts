import type { Schemas } from "@/api/client";

export type Spec = Schemas["GenerationSpec"];
export type Model = Schemas["ModelShown"];
export type LoraAsk = Schemas["LoraAsk"];
export type ControlAsk = Schemas["ControlAsk"];
export type HiresAsk = Schemas["HiresAsk"];
export type SamplerOptions = NonNullable<Spec["scheduler_options"]>;
export type Scheduler = NonNullable<Spec["scheduler"]>;

/** What the page asks. Null leaves the choice to the model, or for the seed to chance. */
export interface Form {
  prompt: string;
  negative_prompt: string;
  model: string | null;
  character_id: string | null;
  lora_scale: number;
  styles: string[];
  width: number | null;
  height: number | null;
  n: number;
  num_inference_steps: number | null;
  guidance_scale: number | null;
  scheduler: Scheduler | null;
  scheduler_options: SamplerOptions;
  seed: number | null;
  seeds: number[];
  /** Input (img_…) or picture (pic_…) to start from. */
  image: string | null;
  mask_image: string | null;
  strength: number | null;
  mask_blur: number;
  padding_mask_crop: number | null;
  resize_mode: NonNullable<Spec["resize_mode"]>;
  loras: LoraAsk[];
  embeddings: string[];
  controls: ControlAsk[];
  hires: HiresAsk | null;
  clip_skip: number | null;
  guidance_rescale: number | null;
  true_cfg_scale: number | null;
  vae: string | null;
  prompt_weighting: NonNullable<Spec["prompt_weighting"]>;
  solo: boolean;
}

export const EMPTY: Form = {
  prompt: "",
  negative_prompt: "",
  model: null,
  character_id: null,
  lora_scale: 1,
  styles: [],
  width: null,
  height: null,
  n: 4,
  num_inference_steps: null,
  guidance_scale: null,
  scheduler: null,
  scheduler_options: {},
  seed: null,
  seeds: [],
  image: null,
  mask_image: null,
  strength: null,
  mask_blur: 4,
  padding_mask_crop: null,
  resize_mode: "fill",
  loras: [],
  embeddings: [],
  controls: [],
  hires: null,
  clip_skip: null,
  guidance_rescale: null,
  true_cfg_scale: null,
  vae: null,
  prompt_weighting: "auto",
  solo: false,
};

/** The settings that a person seldom touches; the fold counts those that are not as the model has them. */
const FINE = [
  "width",
  "height",
  "num_inference_steps",
  "guidance_scale",
  "scheduler",
  "scheduler_options",
  "seed",
  "seeds",
  "hires",
  "clip_skip",
  "guidance_rescale",
  "true_cfg_scale",
  "vae",
  "embeddings",
  "prompt_weighting",
  "solo",
] as const;

const isPlain = (name: keyof Form, value: unknown) => JSON.stringify(value) === JSON.stringify(EMPTY[name]);

export function fineChanges(form: Form): number {
  return FINE.filter((name) => !isPlain(name, form[name])).length;
}

/** What means nothing without a picture to start from. */
const OF_IMAGE = ["mask_image", "strength", "mask_blur", "padding_mask_crop", "resize_mode"] as const;
/** What means nothing without a mask. */
const OF_MASK = ["mask_blur", "padding_mask_crop"] as const;

/** The form without its start picture, and without what was said of it. */
export function withoutImage(): Partial<Form> {
  return { image: null, ...plain(OF_IMAGE) };
}

/** The form without its mask, and without what was said of it. */
export function withoutMask(): Partial<Form> {
  return { mask_image: null, ...plain(OF_MASK) };
}

function plain(names: readonly (keyof Form)[]): Partial<Form> {
  return Object.fromEntries(names.map((name) => [name, EMPTY[name]]));
}

/** The request: only what was chosen, so that it reads as short as it can. */
export function toSpec(form: Form): Spec {
  const idle = new Set<string>([
    ...(form.image ? [] : OF_IMAGE),
    ...(form.mask_image ? [] : OF_MASK),
    ...(form.seeds.length > 0 ? ["n", "seed"] : []),
  ]);
  const chosen = Object.entries(form).filter(
    ([name, value]) => !idle.has(name) && (name === "n" || !isPlain(name as keyof Form, value)),
  );
  return { ...(Object.fromEntries(chosen) as Partial<Spec>), prompt: form.prompt.trim() };
}

/** The form that would make this request. */
export function fromSpec(spec: Spec): Form {
  const known = Object.keys(EMPTY).map((name) => {
    const key = name as keyof Form;
    return [key, spec[key] ?? EMPTY[key]];
  });
  return { ...(Object.fromEntries(known) as Form), n: spec.n ?? Math.max(1, spec.seeds?.length ?? 0) };
}

export const SHAPES = ["1:1", "3:4", "4:3", "9:16", "16:9"] as const;
export type Shape = (typeof SHAPES)[number];

const GRID = 8;
const SMALLEST = 64;
const toGrid = (pixels: number) => Math.max(SMALLEST, Math.round(pixels / GRID) * GRID);

/** A size of this shape with as many pixels as the model is used to. */
export function sizeOf(shape: Shape, model: Pick<Model, "defaults">): { width: number; height: number } {
  const [across = 1, down = 1] = shape.split(":").map(Number);
  const { width = 512, height = 512 } = model.defaults;
  const unit = Math.max(Math.sqrt((width * height) / (across * down)), SMALLEST / Math.min(across, down));
  return { width: toGrid(unit * across), height: toGrid(unit * down) };
}

/** The shape that the form's size has, if it is one of them; a start picture keeps its own unless one is chosen. */
export function shapeOf(form: Form, model: Pick<Model, "defaults"> | undefined): Shape | undefined {
  if (!model || (form.image && form.width === null && form.height === null)) return undefined;
  const { width = model.defaults.width, height = model.defaults.height } = {
    width: form.width ?? undefined,
    height: form.height ?? undefined,
  };
  return SHAPES.find((shape) => {
    const size = sizeOf(shape, model);
    return size.width === width && size.height === height;
  });
}

export const QUALITIES = { fast: 0.5, good: 1, best: 1.6 } as const;
export type Quality = keyof typeof QUALITIES;

export function stepsOf(quality: Quality, model: Pick<Model, "defaults">): number | null {
  if (quality === "good") return null;
  return Math.min(
    150,
    Math.max(1, Math.round((model.defaults.num_inference_steps ?? 30) * QUALITIES[quality])),
  );
}

export function qualityOf(form: Form, model: Pick<Model, "defaults"> | undefined): Quality | undefined {
  if (form.num_inference_steps === null) return "good";
  if (!model) return undefined;
  return (Object.keys(QUALITIES) as Quality[]).find(
    (name) => stepsOf(name, model) === form.num_inference_steps,
  );
}

/** "1024x768" or "1024 × 768", as it is pasted. */
export function sizeFromText(text: string): { width: number; height: number } | null {
  const found = /^\s*(\d{2,4})\s*[x×*]\s*(\d{2,4})\s*$/i.exec(text);
  return found ? { width: Number(found[1]), height: Number(found[2]) } : null;
}

/** A size of the same shape with half the pixels, for a device that ran out of memory; none below 128. */
export function smaller(width: number, height: number): { width: number; height: number } | undefined {
  const size = { width: toGrid(width * Math.SQRT1_2), height: toGrid(height * Math.SQRT1_2) };
  return Math.min(size.width, size.height) < 128 ? undefined : size;
}

/** The request without what the model would take anyway. */
export function shortest(spec: Spec, model: Pick<Model, "defaults"> | undefined): Spec {
  const plain: Record<string, unknown> = { ...EMPTY, ...model?.defaults, n: 1 };
  const kept = Object.entries(spec).filter(
    ([name, value]) =>
      name === "prompt" || (value !== null && JSON.stringify(value) !== JSON.stringify(plain[name])),
  );
  return Object.fromEntries(kept) as unknown as Spec;
}

/** What is expected of a request before the server says what it plans. */
export function shapeAsked(
  form: Form,
  model: Pick<Model, "defaults"> | undefined,
  start?: { width: number; height: number },
) {
  const { width = 512, height = 512 } = start ?? model?.defaults ?? {};
  const { scale = 1 } = form.hires ?? {};
  return {
    n: form.seeds.length || form.n,
    width: (form.width ?? width) * (scale ?? 1),
    height: (form.height ?? height) * (scale ?? 1),
  };
}
