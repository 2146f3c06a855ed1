import { about, bytes, count, number } from "@/lib/format";

import type { Plan } from "../../queries";

const memory = (value: number) => bytes(value, 1024);

/** What the training would be, in sentences: what, where, whether it fits, how long, how much disk, and when. */
export function planSentences(plan: Plan, baseModel: string): string[] {
  const { training, workers, seconds, basis, disk_bytes } = plan;
  const worker = workers.find(({ busy }) => !busy) ?? workers[0];
  const on = worker ? ` on ${worker.device_name}` : "";
  const sentences = [
    `${baseModel}, ${count(training.max_train_steps ?? 0, "step")} from ${count(plan.pictures, "picture")}${on}.`,
    ...memoryWords(plan, worker),
  ];
  if (seconds !== null) {
    const time = about(seconds);
    const how = basis === "measured" ? "measured on trainings like this" : "estimate";
    sentences.push(`${time.charAt(0).toUpperCase()}${time.slice(1)} (${how}).`);
  } else {
    sentences.push("The first training of this model here, so there is no estimate.");
  }
  if (disk_bytes !== null) sentences.push(`Keeps ${bytes(disk_bytes)}.`);
  sentences.push(startWords(plan));
  return sentences;
}

/** Where memory is known phase by phase, it stands above in bars. */
function memoryWords(
  { memory: fit, memory_bytes: needed }: Plan,
  worker: Plan["workers"][number] | undefined,
) {
  if (!worker) return [`No worker with ${memory(needed)} is here.`];
  return fit ? [] : [`Fits: needs ${memory(needed)} of ${memory(worker.memory_total)}.`];
}

function startWords({ workers, jobs_ahead }: Plan): string {
  if (workers.length === 0) return "It starts when one comes.";
  if (jobs_ahead > 0) return `Starts after ${count(jobs_ahead, "job")}.`;
  return workers.some(({ busy }) => !busy) ? "Starts now." : "Starts when the machine is free.";
}

/** "about 15 min · 180 steps" */
export function presetNote(offer: Plan["presets"][number]): string {
  const steps = `${number(offer.max_train_steps)} steps`;
  return offer.seconds === null ? steps : `${about(offer.seconds)} · ${steps}`;
}
