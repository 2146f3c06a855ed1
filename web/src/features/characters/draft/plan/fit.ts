import { bytes } from "@/lib/format";

import type { Plan } from "../../queries";

export type Fit = NonNullable<Plan["memory"]>;

/** The server's names of the phases, as people read them. */
const PHASES: Record<string, string> = {
  "prior pictures": "Drawing its own pictures",
  captions: "Reading the words",
  pictures: "Reading the pictures",
  learning: "Learning",
  samples: "Trying out",
};

export const phaseWord = (name: string) => PHASES[name] ?? name;

const size = (value: number) => bytes(value, 1024);

/** The worker that a training is judged by: one where it fits, else the one with most room. */
export function roomiest({ workers }: Fit): Fit["workers"][number] | undefined {
  const roomy = (one: Fit["workers"][number]) => (one.fits ? Infinity : one.available_bytes);
  return [...workers].sort((a, b) => roomy(b) - roomy(a))[0];
}

/** Whether it fits, in a sentence. */
export function fitSentence(fit: Fit): string {
  const worker = roomiest(fit);
  const needs = size(worker?.needed_bytes ?? fit.needed_bytes);
  if (!worker) return `It needs ${needs}. No worker is here to say whether that fits.`;
  const basis = worker.confidence === "measured" ? "measured here" : "estimated from the model's files";
  const room = size(worker.available_bytes);
  if (worker.fits) return `Fits: needs ${needs} of ${room} on ${worker.worker}, ${basis}.`;
  const over = size(worker.needed_bytes - worker.available_bytes);
  return `Does not fit: needs ${needs}, ${over} more than ${worker.worker} has free, ${basis}.`;
}

export interface Bar {
  name: string;
  words: string;
  bytes: number;
  /** Of the whole width, 0 to 1. */
  share: number;
  over: boolean;
}

/** A bar for each phase, and where the room ends among them; null without a worker. */
export function bars(fit: Fit): { bars: Bar[]; limit: number | null } {
  const room = roomiest(fit)?.available_bytes;
  const longest = Math.max(room ?? 0, ...fit.phases.map((phase) => phase.bytes), 1);
  return {
    bars: fit.phases.map((phase) => ({
      name: phase.name,
      words: phaseWord(phase.name),
      bytes: phase.bytes,
      share: phase.bytes / longest,
      over: room !== undefined && phase.bytes > room,
    })),
    limit: room === undefined ? null : room / longest,
  };
}

const CHANGES: Record<string, (value: string | number | boolean) => string> = {
  gradient_checkpointing: () => "Save video memory",
  optimizer: (value) => (value === "adamw8bit" ? "AdamW in 8 bits" : `Optimizer ${value}`),
  train_batch_size: (value) => `${value} picture in each step`,
  base_quantization: (value) => (value === "nf4" ? "Base in 4 bits" : "Base in 8 bits"),
  train_text_encoder: () => "Leave the words as they are",
  method: () => "A LoRA instead",
  resolution: (value) => `Learn at ${value} px`,
};

/** What a remedy sets, as a button says it: "Save video memory, base in 8 bits" */
export function remedyWords(changes: Fit["remedies"][number]["changes"]): string {
  const parts = Object.entries(changes).map(([name, value]) => CHANGES[name]?.(value) ?? `${name} ${value}`);
  return parts.map((part, i) => (i === 0 ? part : part.charAt(0).toLowerCase() + part.slice(1))).join(", ");
}
