import { hasEnded, type Job } from "@/api/jobs";
import { about, number } from "@/lib/format";

import type { CharacterListed, Preset, TrainSpec } from "./queries";

/** The stages of a training in their order, as people read them. */
export const STAGES = [
  ["check", "Looking at the pictures"],
  ["prepare", "Cropping"],
  ["caption", "Writing captions"],
  ["train", "Learning"],
  ["sample", "Trying out"],
  ["register", "Saving"],
] as const;

export const PRESETS: Record<Preset, { label: string; meaning: string }> = {
  quick: { label: "Quick", meaning: "A first look at whether the pictures work" },
  good: { label: "Good", meaning: "What most people and things need" },
  thorough: { label: "Thorough", meaning: "For likenesses that are hard to catch" },
};

/** How captions and prompts name the character: its trigger word and what it is. */
export function subjectOf({ trigger, class_word }: Pick<CharacterListed, "trigger" | "class_word">): string {
  return `${trigger} ${class_word}`.trim();
}

/** What is learnt beside a picture without a caption. */
export function plainCaption(character: Pick<CharacterListed, "trigger" | "class_word">): string {
  return `a photo of ${subjectOf(character)}`;
}

/** Whether its latest job waits or runs. */
export function isLearning({ job_state }: Pick<CharacterListed, "job_state">): boolean {
  return job_state !== null && !hasEnded({ state: job_state });
}

/** Its state in a word, as cards print it. */
export function stateWord(character: Pick<CharacterListed, "status" | "job_state">): string {
  const waiting = character.job_state === "queued";
  if (isLearning(character)) return waiting ? "waiting" : "learning";
  const words = { draft: "draft", queued: "waiting", training: "learning", ready: "ready" } as const;
  if (character.status === "failed") return "needs care";
  if (character.status === "cancelled") return "stopped";
  return words[character.status];
}

export function stateTone(word: string): "plain" | "lamp" | "ok" | "danger" {
  if (word === "learning") return "lamp";
  if (word === "ready") return "ok";
  return word === "needs care" ? "danger" : "plain";
}

/** The step from which a training goes on: where it was stopped, or else the last checkpoint. */
export function savedStep(job: Pick<Job, "state" | "progress">, spec: TrainSpec | null): number {
  const { stage, step = 0 } = job.progress;
  const { max_train_steps: all = 0, checkpoint_every: every = 1 } = spec ?? {};
  if (stage === "sample" || stage === "register") return all;
  if (stage !== "train") return 0;
  return job.state === "cancelled" ? step : Math.floor(step / every) * every;
}

const PAUSED = "paused for a picture"; // as the worker says it

/** It stands aside for a picture that somebody waits for, and goes on by itself. */
export function isPaused({ state, progress }: Pick<Job, "state" | "progress">): boolean {
  return state === "running" && progress.message === PAUSED;
}

/** What is done before the first step, as the worker says it: "encoding captions: 3 of 20". */
export function phaseOf({ progress }: Pick<Job, "progress">): { words?: string; done: number; of: number } {
  const found = /^(.+): (\d+) of (\d+)$/.exec(progress.message ?? "");
  const words = found?.[1] ?? (progress.message === PAUSED ? "Paused: a picture goes first" : undefined);
  if (words === undefined) return { done: 0, of: 0 };
  const said = words.charAt(0).toUpperCase() + words.slice(1);
  return { words: said, done: Number(found?.[2] ?? 0), of: Number(found?.[3] ?? 0) };
}

/** Why it ended before its last step, where the scores said that it was enough. */
export function stoppedWords(job: Pick<Job, "results">): string | undefined {
  const { stopped } = (job.results.train ?? {}) as { stopped?: string };
  return stopped;
}

interface Situation {
  name: string;
  /** Where an interrupted training goes on. */
  saved: number;
  /** Workers that are alive. */
  workers: number;
}

/** The sentence of the live page: what happens at this moment. */
export function trainingSentence(job: Job, { name, saved, workers }: Situation): string {
  const { stage, step = 0, total = 0, eta_seconds: left } = job.progress;
  if (job.state === "succeeded") return `${name} is ready`;
  if (job.state === "failed") return saved > 0 ? `Stopped at step ${number(step)}` : "Learning stopped";
  if (job.state === "cancelled") return saved > 0 ? `Stopped. Step ${number(saved)} is kept` : "Stopped";
  if (job.cancel_requested) return "Stopping…";
  const queued = job.state === "queued";
  if (queued && job.attempts > 0) {
    const again = saved > 0 ? `goes on from step ${number(saved)}` : "begins again";
    return `The worker stopped answering. Another ${again}`;
  }
  if (queued && workers === 0) return "Waiting for a worker";
  const ahead = (job.position ?? 1) - 1;
  if (queued) return ahead > 0 ? `Waiting, ${number(ahead)} ahead` : "Waiting for a free worker";
  if (job.state === "placed" || !stage) return "Starting";
  const word = STAGES.find(([key]) => key === stage)?.[1] ?? stage;
  if (stage !== "train") return total > 1 && step > 0 ? `${word}, ${number(step)} of ${number(total)}` : word;
  const { words, done, of } = phaseOf(job);
  if (step === 0 && words) return of ? `${words}, ${number(done)} of ${number(of)}` : words;
  if (step === 0) return "Getting ready to learn";
  if (isPaused(job)) return `Paused at step ${number(step)}: a picture goes first`;
  const time = left == null ? "working out the time" : `${about(left)} left`;
  return `${word}. Step ${number(step)} of ${number(total)}, ${time}`;
}

/** Why it waits, as the server says it, and what that means. */
export function waitingReason(job: Job, workers: number): string | undefined {
  if (job.state !== "queued") return undefined;
  if (workers === 0) return "No worker is here. It begins by itself as soon as one comes.";
  return job.waiting_for ?? "It begins in a moment.";
}
