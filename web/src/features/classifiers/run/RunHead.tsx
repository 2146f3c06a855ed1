import { Link } from "@tanstack/react-router";
import { Check, OctagonAlert, Play, RotateCcw, Square } from "lucide-react";

import type { Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { useSharing } from "@/components/projects/sharing";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/cn";
import { count, duration } from "@/lib/format";

import { useRunActs } from "../runs/acts";
import type { Run } from "../runs/queries";
import { canResume, isDone, isUnderWay, modelWords, partWords, runSentence, stateWord } from "../runs/words";
import { TensorBoard } from "./TensorBoard";

const STAGES = [
  ["data", "Getting the pictures"],
  ["train", "Learning"],
  ["keep", "Saving"],
] as const;

interface Props {
  run: Run;
  job: Job | undefined;
  project: string;
  /** Workers that are alive. */
  workers: number;
}

/** The sentence of the page: what happens at this moment, how far it is, and what can be done. */
export function RunHead({ run, job, project, workers }: Props) {
  const { number, name, state, dataset, dataset_version, seconds, stopped, test, val } = run;
  const { stop, resume, rerun } = useRunActs();
  const under = isUnderWay(run);
  const { unless } = useSharing(run.project);
  const progress = job?.progress ?? run.progress;
  const sentence = runSentence(run, job, workers);
  const judged = test ?? val;
  const details = [
    isDone(run) && judged && partWords(judged.split, judged.count),
    isDone(run) && `${count(run.epoch_results.length, "epoch")}, the best was ${run.best_epoch ?? 0}`,
    seconds != null && `took ${duration(seconds)}`,
    under && run.worker,
    state === "queued" && (job?.waiting_for ?? "It begins by itself as soon as a worker is free"),
  ].filter(Boolean);
  return (
    <header className="grid gap-4">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="grid min-w-0 grow basis-[28rem] gap-1 max-sm:basis-full">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-text-3">
            <span>
              Run {number} · {name} · {modelWords(run.model_flavour)} on{" "}
              {dataset.name === "" ? (
                "a deleted dataset"
              ) : (
                <Link to="/datasets/$datasetId" params={{ datasetId: dataset.id }} className="underline">
                  {dataset.name}
                </Link>
              )}
              {dataset_version !== null && `, version ${dataset_version}`}
            </span>
            {run.tags.map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </p>
          <h1 className="flex min-h-[34px] items-center gap-3 text-2xl tabular-nums">
            {state === "running" && <Lamp state="lit" size={16} />}
            {state === "failed" && <Lamp state="care" size={18} />}
            <span>{sentence}</span>
          </h1>
          <p className="min-h-5 text-text-3 tabular-nums">{details.join(" · ")}</p>
        </div>
        <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">
          <TensorBoard run={run} unless={unless} />
          {under && (
            <Button
              disabled={run.stopping}
              title="What was learnt is kept: it can go on later"
              unless={unless}
              onClick={() => stop.mutate(run)}
            >
              <Square aria-hidden />
              {run.stopping ? "Stopping…" : "Stop"}
            </Button>
          )}
          {!under && (
            <Button busy={rerun.isPending} unless={unless} onClick={() => rerun.mutate({ run, project })}>
              <RotateCcw aria-hidden />
              Run again
            </Button>
          )}
          {canResume(run) && (
            <Button
              variant="primary"
              keys="R"
              busy={resume.isPending}
              unless={unless}
              onClick={() => resume.mutate(run)}
            >
              <Play aria-hidden />
              Go on
            </Button>
          )}
          {isDone(run) && (
            <Button asChild variant="primary">
              <Link to="/classifiers/$project/try" params={{ project }} search={{ model: run.id }}>
                Try it
              </Link>
            </Button>
          )}
        </div>
      </div>
      <p role="status" className="sr-only">
        {under ? `Run ${number}: ${stateWord(run)}, ${progress?.stage ?? ""}` : sentence}
      </p>
      {!isDone(run) && <Rail stage={progress?.stage ?? undefined} lit={state === "running"} />}
      {under && (
        <Progress
          value={progress?.fraction}
          of={`${run.id} ${job?.attempts ?? 0}`}
          label={`Run ${number}`}
          className="h-2"
        />
      )}
      {stopped && (
        <p className="text-text-2">
          <span className="font-medium text-text-1">It ended early:</span> {stopped}.
        </p>
      )}
      {run.failure && state === "failed" && (
        <div role="alert" className="flex gap-3 rounded-card bg-danger-tint p-4">
          <OctagonAlert aria-hidden className="size-5 shrink-0 text-danger" strokeWidth={1.75} />
          <div className="grid gap-1">
            <p className="font-medium">{run.failure.message}</p>
            {run.failure.hint && <p className="text-text-2">{run.failure.hint}</p>}
          </div>
        </div>
      )}
    </header>
  );
}

/** The way of a run in words: what is done, what happens, what is to come. */
function Rail({ stage, lit }: { stage: string | undefined; lit: boolean }) {
  const at = STAGES.findIndex(([key]) => key === stage);
  return (
    <ol aria-label="Stages" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {STAGES.map(([key, words], i) => (
        <li
          key={key}
          aria-current={i === at ? "step" : undefined}
          className={cn("flex items-center gap-1.5", i === at ? "text-text-1" : "text-text-3")}
        >
          {i < at && <Check aria-hidden className="size-3.5 shrink-0 text-ok" strokeWidth={2} />}
          {i === at && <Lamp state={lit ? "lit" : "off"} size={10} label={lit ? "now" : "resting"} />}
          {words}
        </li>
      ))}
    </ol>
  );
}
