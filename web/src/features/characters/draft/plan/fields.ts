import fields from "@/api/training-fields.json";

import type { TrainSpec } from "../../queries";

export type FieldName = keyof typeof fields;

export interface Words {
  label: string;
  /** What tutorials call it. */
  term?: string;
  unit?: string;
  step?: number;
  /** Its choices by their names in the API, in people's words. */
  choices?: Readonly<Record<string, string>>;
  /** Whether it says anything beside the other settings; without, it always does. */
  when?: (training: TrainSpec) => boolean;
}

interface Group {
  title: string;
  /** Shown at once; the others are a click away. */
  open?: boolean;
  fields: Partial<Record<FieldName, Words>>;
}

const ofLora = ({ method }: TrainSpec) => method !== "full";
const withPrior = ({ num_prior_images = 0 }: TrainSpec) => num_prior_images > 0;
const bell = ({ weighting_scheme: scheme }: TrainSpec) => scheme === "logit_normal" || scheme == null;

/**
 * The settings of a training in the order people think of them; which weights learn is asked before. Limits and help
 * come from the server.
 */
export const GROUPS: readonly Group[] = [
  {
    title: "How it learns",
    open: true,
    fields: {
      max_train_steps: { label: "How long", unit: "steps" },
      learning_rate: { label: "How strongly each step changes it", step: 0.00001 },
      optimizer: {
        label: "How it finds its way",
        choices: {
          adamw: "AdamW",
          adamw8bit: "AdamW in 8 bits: less memory",
          prodigy: "Prodigy: finds its own strength",
          adafactor: "Adafactor: least memory",
        },
      },
      lr_scheduler: {
        label: "How the strength goes on",
        choices: {
          constant: "Stays",
          constant_with_warmup: "Rises at first, then stays",
          linear: "Falls evenly",
          cosine: "Falls gently",
          cosine_with_restarts: "Falls gently, several times",
          polynomial: "Falls by a power",
        },
      },
      lr_warmup_steps: {
        label: "Rises over",
        unit: "steps",
        when: ({ lr_scheduler }) => lr_scheduler !== "constant",
      },
      lr_num_cycles: {
        label: "How many times",
        when: ({ lr_scheduler }) => lr_scheduler === "cosine_with_restarts",
      },
      lr_power: { label: "Power", step: 0.1, when: ({ lr_scheduler }) => lr_scheduler === "polynomial" },
      train_batch_size: { label: "Pictures in each step" },
      gradient_accumulation_steps: { label: "Batches gathered into a step" },
    },
  },
  {
    title: "What learns",
    open: true,
    fields: {
      rank: { label: "Size of what is learnt", term: "LoRA rank", when: ofLora },
      alpha: { label: "Its weight beside the base", term: "LoRA alpha", when: ofLora },
      target: {
        label: "Which parts learn",
        when: ofLora,
        choices: {
          attention: "Attention: what goes with which word",
          "attention+feedforward": "Attention and what follows it",
          all: "All layers",
        },
      },
      train_text_encoder: { label: "Teach the words too" },
      text_encoder_learning_rate: {
        label: "How strongly the words change",
        step: 0.000001,
        when: ({ train_text_encoder }) => train_text_encoder === true,
      },
    },
  },
  {
    title: "How it sees the pictures",
    open: true,
    fields: {
      resolution: { label: "Size they are learnt at", unit: "px", step: 8 },
      aspect_buckets: { label: "Keep portraits and landscapes in their shape" },
      flip: { label: "Show each mirrored too" },
      caption_dropout: { label: "Shown without their words", step: 0.05 },
      unmasked_weight: { label: "How much counts outside a mask", step: 0.05 },
    },
  },
  {
    title: "Choosing and stopping",
    open: true,
    fields: {
      sample_every: { label: "Try out every", unit: "steps" },
      choose_best: { label: "Keep the best of the steps" },
      early_stop: { label: "Stop when it no longer gets better" },
      probe_prompts: { label: "Prompts of other things, to see what it forgets" },
      likeness_model: { label: "Who judges how alike pictures are" },
    },
  },
  {
    title: "Keeping what the model knows",
    fields: {
      num_prior_images: { label: "Pictures of its own to learn beside yours", term: "prior preservation" },
      prior_prompts: { label: "What they show", when: withPrior },
      prior_loss_weight: { label: "How much they count", step: 0.1, when: withPrior },
      prior_num_inference_steps: { label: "Steps to draw each", when: withPrior },
      prior_guidance_scale: { label: "How closely they follow the words", step: 0.5, when: withPrior },
    },
  },
  {
    title: "Memory and devices",
    fields: {
      gradient_checkpointing: { label: "Save video memory" },
      base_quantization: {
        label: "Hold the base in fewer bits",
        when: ofLora,
        choices: {
          none: "No: as it is",
          int8: "8 bits: about half the memory",
          nf4: "4 bits: about a quarter",
        },
      },
      mixed_precision: {
        label: "How exactly it reckons",
        choices: { no: "32 bits: most exact", bf16: "bf16", fp16: "fp16" },
      },
      num_processes: { label: "Devices that share it" },
      pause_for_pictures: { label: "Let pictures go first" },
      checkpoint_every: { label: "Save every", unit: "steps" },
      keep_checkpoints: { label: "Saved steps to keep" },
    },
  },
  {
    title: "For experts",
    fields: {
      ema_decay: { label: "Average of the weights", term: "ema_decay", step: 0.0001 },
      snr_gamma: { label: "Evens out easy and hard steps", term: "Min-SNR gamma", step: 0.5 },
      weighting_scheme: {
        label: "Which moments of drawing count",
        choices: {
          none: "All alike",
          sigma_sqrt: "By the noise",
          logit_normal: "The middle most",
          mode: "The middle more",
          cosmap: "Cosine",
        },
      },
      logit_mean: { label: "Where that middle lies", step: 0.1, when: bell },
      logit_std: { label: "How wide it is", step: 0.1, when: bell },
      guidance_scale: { label: "Guidance while it learns", step: 0.5 },
      adam_beta2: {
        label: "Memory of the optimizer",
        step: 0.001,
        when: ({ optimizer }) => optimizer !== "adafactor",
      },
      weight_decay: { label: "Pull towards zero", step: 0.001 },
      max_grad_norm: { label: "Longest change of a step", step: 0.1 },
      seed: { label: "Seed" },
    },
  },
];

export interface Limits {
  description?: string;
  type: "integer" | "number" | "boolean" | "string" | "array";
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  enum?: string[];
}

export function limitsOf(name: FieldName): Limits {
  return fields[name] as Limits;
}

/** What is wrong with a number, and what is allowed; undefined if it can be used. */
export function numberError(text: string, limits: Limits): string | undefined {
  const value = Number(text);
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, type } = limits;
  const inside =
    value >= (minimum ?? -Infinity) &&
    value > (exclusiveMinimum ?? -Infinity) &&
    value <= (maximum ?? Infinity) &&
    value < (exclusiveMaximum ?? Infinity);
  if (text.trim() !== "" && inside && (type !== "integer" || Number.isInteger(value))) return undefined;
  const words = (limit: number) => limit.toLocaleString("en");
  const from =
    exclusiveMinimum === undefined ? `from ${words(minimum ?? 0)}` : `above ${words(exclusiveMinimum)}`;
  const to =
    exclusiveMaximum === undefined
      ? maximum && ` to ${words(maximum)}`
      : ` and below ${words(exclusiveMaximum)}`;
  return `${type === "integer" ? "A whole number" : "A number"} ${from}${to ?? ""}`;
}

/** One of several lines each, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What goes with the choice of all weights: nothing that only a LoRA has. */
export const NOTHING_OF_LORA = { rank: null, alpha: null, target: null, base_quantization: null } as const;
