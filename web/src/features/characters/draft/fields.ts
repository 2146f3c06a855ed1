import fields from "@/api/fields.json";

export type FieldName = keyof typeof fields.TrainOverrides;

interface Words {
  label: string;
  /** What tutorials call it. */
  term: string;
  unit?: string;
  step?: number;
}

/** The settings of a training in the order people think of them. Limits and help come from the server. */
export const GROUPS: readonly { title: string; fields: Partial<Record<FieldName, Words>> }[] = [
  {
    title: "How it learns",
    fields: {
      max_train_steps: { label: "How long", term: "max_train_steps", unit: "steps" },
      learning_rate: { label: "How strongly each step changes it", term: "learning_rate", step: 0.00001 },
      train_batch_size: { label: "Pictures in each step", term: "train_batch_size" },
      gradient_accumulation_steps: {
        label: "Batches gathered into a step",
        term: "gradient_accumulation_steps",
      },
      train_text_encoder: { label: "Teach the words too", term: "train_text_encoder" },
    },
  },
  {
    title: "How much it can hold",
    fields: {
      rank: { label: "Size of what is learnt", term: "LoRA rank" },
      alpha: { label: "Its weight beside the base", term: "LoRA alpha" },
    },
  },
  {
    title: "How it sees the pictures",
    fields: {
      resolution: { label: "Size they are learnt at", term: "resolution", unit: "px", step: 8 },
      aspect_buckets: { label: "Keep portraits and landscapes in their shape", term: "aspect_buckets" },
      flip: { label: "Show each mirrored too", term: "flip" },
    },
  },
  {
    title: "On the way",
    fields: {
      sample_every: { label: "Try out every", term: "sample_every", unit: "steps" },
      gradient_checkpointing: { label: "Save video memory", term: "gradient_checkpointing" },
      seed: { label: "Seed", term: "seed" },
    },
  },
];

export interface Limits {
  description?: string;
  type: "integer" | "number" | "boolean";
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

export function limitsOf(name: FieldName): Limits {
  return fields.TrainOverrides[name] as Limits;
}

/** What is wrong with a number, and what is allowed; undefined if it can be used. */
export function numberError(text: string, limits: Limits): string | undefined {
  const value = Number(text);
  const { minimum, exclusiveMinimum, maximum, type } = limits;
  const low = minimum ?? exclusiveMinimum ?? -Infinity;
  const inside =
    value <= (maximum ?? Infinity) && (exclusiveMinimum === undefined ? value >= low : value > low);
  if (text.trim() !== "" && inside && (type !== "integer" || Number.isInteger(value))) return undefined;
  const whole = type === "integer" ? "A whole number" : "A number";
  const from = exclusiveMinimum === undefined ? `from ${low}` : `above ${low}`;
  return maximum === undefined ? `${whole} ${from}` : `${whole} ${from} to ${maximum.toLocaleString("en")}`;
}
