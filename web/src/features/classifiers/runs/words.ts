import { hasEnded, type Job } from "@/api/jobs";
import { about, count, duration, number } from "@/lib/format";

import type { Run, RunListed, Split } from "./queries";

interface MetricWords {
  label: string;
  /** A share of 1, said in percent. */
  share: boolean;
  /** What it means, in a sentence. */
  help: string;
}

/** Metrics of a run by their names in the API. */
export const METRICS: Readonly<Record<string, MetricWords>> = {
  accuracy: { label: "Accuracy", share: true, help: "Pictures whose likeliest class is the right one" },
  top_k: { label: "Top k", share: true, help: "Pictures whose right class is among the k likeliest" },
  macro_f1: {
    label: "Macro F1",
    share: true,
    help: "Precision and recall in one, each class counting alike",
  },
  macro_precision: {
    label: "Macro precision",
    share: true,
    help: "Of what is taken for a class, the share that is it; each class counting alike",
  },
  macro_recall: {
    label: "Macro recall",
    share: true,
    help: "Of the pictures of a class, the share that is found; each class counting alike",
  },
  auroc: { label: "AUROC", share: false, help: "How well each class is told from the rest; 1 is perfect" },
  loss: { label: "Loss", share: false, help: "What the training makes small; a sure mistake costs most" },
  ece: {
    label: "Calibration error",
    share: true,
    help: "How far its certainty is from how often it is right",
  },
  seconds: { label: "Time", share: false, help: "That it took" },
  images_per_second: { label: "Pictures per second", share: false, help: "While it learnt" },
  parameters: { label: "Weights", share: false, help: "Numbers that the model holds" },
};

export const PARTS: Readonly<Record<Split, string>> = {
  train: "training part",
  val: "validation part",
  test: "test part",
};

/** A share of 1 as "94.1 %": one digit, for runs are told apart by it, and never 100 where one picture is wrong. */
export function share(value: number): string {
  const shown = value < 1 ? Math.min(99.9, Math.round(value * 1000) / 10) : 100;
  return `${shown.toFixed(value === 0 || value === 1 ? 0 : 1)} %`;
}

/** "Macro F1"; of what this page does not know, its own name. */
export function metricLabel(name: string): string {
  const words = name.replaceAll("_", " ");
  return METRICS[name]?.label ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export function metricValue(name: string, value: number | null | undefined): string {
  if (value == null) return "–";
  if (name === "seconds") return duration(value);
  if (name === "images_per_second" || name === "parameters") return number(value);
  return METRICS[name]?.share ? share(value) : value.toFixed(3);
}

/** "test part, 164 pictures": a figure always says of what it is. */
export function partWords(split: Split, pictures: number): string {
  return `${PARTS[split]}, ${count(pictures, "picture")}`;
}

/** "ViT small": the last part of a hub id or folder is what people know a model by. */
export function modelWords(flavour: string): string {
  return flavour.split("/").at(-1) ?? flavour;
}

type Situation = Pick<RunListed, "state" | "stopping">;

/** How a run stands, in a word. */
export function stateWord({ state, stopping }: Situation): string {
  if (stopping) return "stopping";
  const words = {
    queued: "waiting",
    placed: "starting",
    running: "learning",
    succeeded: "done",
    failed: "failed",
    cancelled: "stopped",
  } as const;
  return words[state];
}

export function stateTone({ state }: Pick<RunListed, "state">): "plain" | "lamp" | "ok" | "danger" {
  if (state === "running") return "lamp";
  if (state === "succeeded") return "ok";
  return state === "failed" ? "danger" : "plain";
}

export const isUnderWay = ({ state }: Pick<RunListed, "state">) => !hasEnded({ state });
export const canResume = ({ state }: Pick<RunListed, "state">) => state === "failed" || state === "cancelled";
export const isDone = ({ state }: Pick<RunListed, "state">) => state === "succeeded";

/** The epoch that is learnt, from what the worker says ("Epoch 3 of 20", "Judging epoch 3"); 0 before the first. */
export function epochOf(progress: Pick<Job["progress"], "message"> | null | undefined): number {
  return Number(/^(?:Epoch|Judging epoch) (\d+)/.exec(progress?.message ?? "")?.[1] ?? 0);
}

/** The sentence of the page of a run: what happens at this moment. */
export function runSentence(run: Run, job: Job | undefined, workers: number): string {
  const { state, epochs } = run;
  if (state === "succeeded") return doneSentence(run);
  if (state === "failed") return "It failed";
  if (state === "cancelled") return "Stopped";
  if (run.stopping || job?.cancel_requested) return "Stopping…";
  if (state === "queued" && workers === 0) return "Waiting for a worker";
  const ahead = (job?.position ?? 1) - 1;
  if (state === "queued") return ahead > 0 ? `Waiting, ${number(ahead)} ahead` : "Waiting for a free worker";
  const progress = job?.progress ?? run.progress;
  if (state === "placed" || !progress) return "Starting";
  const epoch = epochOf(progress);
  const { message, step = 0, total = 0, eta_seconds: left } = progress;
  if (epoch === 0) return message ?? "Starting";
  const time = left == null ? "working out the time" : `${about(left)} left`;
  const steps = total > 1 ? `step ${number(step)} of ${number(total)}` : "";
  return [`Epoch ${number(epoch)} of ${number(epochs)}`, steps, time].filter(Boolean).join(", ");
}

function doneSentence({ test, val, monitor_metric }: Run): string {
  const judged = test ?? val;
  if (!judged) return "Done";
  const name = monitor_metric === "loss" || monitor_metric === "ece" ? "accuracy" : monitor_metric;
  return `${metricLabel(name)} ${metricValue(name, judged[name])}`;
}

/** Epochs since the last better value of a curve. */
export function epochsSinceBest(values: readonly number[], lessIsBetter: boolean, delta = 0): number {
  let best: number | undefined;
  let since = 0;
  for (const value of values) {
    const better = best === undefined || (lessIsBetter ? value < best - delta : value > best + delta);
    if (better) [best, since] = [value, 0];
    else since += 1;
  }
  return since;
}

/** "Accuracy has not improved for 3 epochs; it stops after 5." Undefined while it improves. */
export function patienceWords(metric: string, since: number, patience: number | null): string | undefined {
  if (since < 1) return undefined;
  const said = `${metricLabel(metric)} has not improved for ${count(since, "epoch")}`;
  return patience === null ? `${said}.` : `${said}; it stops after ${number(patience)}.`;
}
