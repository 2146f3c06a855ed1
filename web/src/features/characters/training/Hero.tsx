import type { ReactNode } from "react";

import { hasEnded, type Job } from "@/api/jobs";
import type { Worker } from "@/api/workers";
import { Lamp } from "@/components/Lamp";
import { Progress } from "@/components/ui/progress";
import { count, duration, number } from "@/lib/format";

import type { Character } from "../queries";
import { isPaused, phaseOf, trainingSentence } from "../words";
import { MarkedBar } from "./MarkedBar";
import { sampleSteps } from "./sample-table";
import { StageRail } from "./StageRail";

interface Props {
  job: Job;
  character: Character;
  attempt: number | null;
  workers: readonly Worker[];
  saved: number;
  actions: ReactNode;
}

/** Steps of the learning itself: nothing before it, all of it after. */
function learnt({ progress }: Job): number {
  const { stage, step = 0, total = 0 } = progress;
  if (stage === "sample" || stage === "register") return 1;
  return stage === "train" && total > 0 ? step / total : 0;
}

function rateWords(rate: number): string {
  if (rate >= 1) return `${rate.toFixed(1)} steps a second`;
  return `${(1 / rate).toFixed(1)} s a step`;
}

/** The sentence of the page: what happens at this moment, and how far it is. */
export function Hero({ job, character, attempt, workers, saved, actions }: Props) {
  const { name, training } = character;
  const present = workers.filter(({ state }) => state !== "gone");
  const worker = present.find(({ id }) => id === job.worker);
  const running = job.state === "running";
  const sentence = trainingSentence(job, { name, saved, workers: present.length });
  const took =
    job.state === "succeeded" && job.started_at && job.finished_at
      ? (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000
      : undefined;
  const { steps = training?.max_train_steps ?? 0 } = (job.results.train ?? {}) as { steps?: number };
  const devices = training?.num_processes ?? 1;
  const paused = isPaused(job);
  const phase = phaseOf(job);
  const preparing = running && job.progress.stage === "train" && !job.progress.step && phase.of > 0;
  const details = [
    took !== undefined && `${count(steps, "step")} in ${duration(took)}`,
    running && worker?.device_name,
    running && devices > 1 && `on ${number(devices)} devices`,
    paused && "It goes on by itself, as if nothing had been",
    !paused && running && job.progress.stage === "train" && job.progress.rate
      ? rateWords(job.progress.rate)
      : undefined,
    running && !paused && !preparing && job.progress.message,
  ].filter(Boolean);
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="grid min-w-0 grow basis-[28rem] gap-1 max-sm:basis-full">
          <p className="text-text-3">
            {name}
            {attempt !== null && ` · attempt ${attempt}`}
          </p>
          <h1 className="flex min-h-[34px] items-center gap-3 text-2xl tabular-nums">
            {running && <Lamp state={paused ? "off" : "lit"} size={16} />}
            {job.state === "failed" && <Lamp state="care" size={18} />}
            <span>{sentence}</span>
          </h1>
          <p className="min-h-5 truncate text-text-3 tabular-nums">{details.join(" · ")}</p>
        </div>
        <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">{actions}</div>
      </div>
      <p role="status" className="sr-only">
        {hasEnded(job)
          ? sentence
          : `${name}: ${job.cancel_requested ? "stopping" : paused ? "paused for a picture" : (job.progress.stage ?? job.state)}`}
      </p>
      {job.state !== "succeeded" && <StageRail job={job} />}
      {preparing && (
        <Progress
          value={phase.done / phase.of}
          of={`${job.id} ${phase.words ?? ""}`}
          label={phase.words ?? ""}
          className="h-2"
        />
      )}
      {job.state !== "succeeded" && training && !preparing && (
        <MarkedBar
          of={`${job.id} ${job.attempts}`}
          label={`${name} is learning`}
          fraction={learnt(job)}
          marks={sampleSteps(training)}
          total={training.max_train_steps ?? 0}
        />
      )}
    </header>
  );
}
