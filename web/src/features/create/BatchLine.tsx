import { OctagonAlert, X } from "lucide-react";
import { useState, type ReactNode } from "react";

import { answer, api } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Lamp } from "@/components/Lamp";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Progress } from "@/components/ui/progress";
import { useUnless } from "@/components/unless";
import { jobSentence, progressWords } from "@/lib/job-words";

import { isGoingOn } from "./batch-state";
import { smaller } from "./form";
import { useForm, useSession } from "./store";
import type { BatchView } from "./use-batch";
import { useCreate } from "./use-create";

/** What is going on with a batch, in words: under its pictures, never on them. */
export function BatchLine({ view }: { view: BatchView }) {
  const { stand, batch, generation } = view;
  if (stand === "refused") return <Refused view={view} />;
  if (stand === "failed") return <Failed view={view} />;
  if (isGoingOn(stand)) return <GoingOn view={view} />;
  if (stand === "stopped") return <Stopped view={view} />;
  if (!generation) return null;
  return (
    <div className="grid min-h-control content-center gap-1 sm:text-center">
      <p className="truncate text-sm text-text-3 tabular-nums" title={generation.prompt}>
        <span className="text-text-2">{generation.prompt}</span>
        {batch.ask && "again" in batch.ask && batch.ask.seed === "same" && <Likeness view={view} />}
      </p>
      {generation.notes.map((note) => (
        <p key={note} className="text-sm text-text-2">
          {note}
        </p>
      ))}
    </div>
  );
}

function Likeness({ view: { batch, generation } }: { view: BatchView }) {
  const before = batch.ask && "again" in batch.ask ? batch.ask.sha256 : undefined;
  const same = generation?.pictures[0]?.sha256 === before;
  return ` · ${same ? "identical to the bit" : "as before, though not to the bit"}`;
}

/** "Loading starter", "Step 18 of 30, about 6 s left", or why it waits. */
export function goingOnWords({ stand, job, generation }: BatchView): string {
  if (stand === "asking") return "Asking the studio";
  if (!job) return "Waiting";
  if (job.cancel_requested) return "Stopping…";
  if (job.state === "queued") return job.waiting_for ?? jobSentence(job);
  if (job.state === "placed") return "Starting";
  if (job.state === "succeeded") return "The pictures are on their way";
  if (job.progress.stage === "load")
    return job.progress.message ?? `Loading ${generation?.plan.model ?? "the model"}`;
  return progressWords(job) || "Creating";
}

function GoingOn({ view }: { view: BatchView }) {
  const { job, batch } = view;
  const unless = useUnless("generate");
  const [stopping, setStopping] = useState(false);
  const stop = async () => {
    if (!job) return;
    setStopping(true);
    try {
      await stopJob(job.id);
    } catch (error) {
      setStopping(false);
      sayFailed("It goes on.", error);
    }
  };
  return (
    <div className="mx-auto flex min-h-control w-full max-w-2xl items-center gap-3">
      <Lamp state={view.stand === "running" ? "lit" : "off"} label="" />
      <div className="grid min-w-0 grow gap-1.5">
        <p className="truncate text-sm text-text-2 tabular-nums">
          {stopping ? "Stopping…" : goingOnWords(view)}
        </p>
        <Progress value={job?.progress.fraction} label="These pictures" of={batch.key} />
      </div>
      <IconButton
        icon={X}
        label="Stop"
        keys="Escape Escape"
        disabled={!job || stopping}
        unless={unless}
        onClick={() => void stop()}
      />
    </div>
  );
}

export async function stopJob(jobId: string): Promise<void> {
  await answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: jobId } } }));
}

function Refused({ view: { batch } }: { view: BatchView }) {
  const create = useCreate();
  const { ask, shape, key } = batch;
  return (
    <ErrorBlock
      title="The pictures were not asked for."
      still="Your words are kept."
      error={batch.error}
      {...(ask && { onRetry: () => void create(ask, shape, key) })}
    />
  );
}

/** Asks for the same once more, in the place of the batch that came to nothing. */
function useAnother({ batch }: BatchView) {
  const create = useCreate();
  const remove = useSession((state) => state.remove);
  const { ask, shape } = batch;
  const unless = useUnless("generate");
  if (!ask || unless !== undefined) return undefined;
  return (change: { width?: number; height?: number } = {}) => {
    remove(batch.key);
    const next = "spec" in ask ? { spec: { ...ask.spec, ...change } } : ask;
    void create(next, { ...shape, ...change });
  };
}

function Failed({ view }: { view: BatchView }) {
  const { job, generation, width, height } = view;
  const another = useAnother(view);
  const change = useForm((state) => state.change);
  const failure = job?.failure ?? generation?.failure;
  const size = smaller(width, height);
  const fits = failure?.code === "out_of_memory" && size;
  return (
    <div role="alert" className="flex gap-3 rounded-card bg-danger-tint p-4">
      <OctagonAlert aria-hidden className="size-5 shrink-0 text-danger" strokeWidth={1.75} />
      <div className="grid min-w-0 gap-1">
        <p className="font-medium">{failure?.message ?? "The pictures were not made."}</p>
        {failure?.hint && <p className="text-text-2">{failure.hint}</p>}
        <Actions>
          {fits && another && (
            <Button
              size="small"
              variant="primary"
              onClick={() => {
                change(size);
                another(size);
              }}
            >
              Use {size.width} × {size.height}
            </Button>
          )}
          {another && (
            <Button size="small" onClick={() => another()}>
              Try again
            </Button>
          )}
        </Actions>
      </div>
    </div>
  );
}

function Stopped({ view }: { view: BatchView }) {
  const another = useAnother(view);
  return (
    <div className="flex min-h-control items-center justify-center gap-3 text-text-2">
      Stopped before it was done.
      {another && (
        <Button size="small" onClick={() => another()}>
          Start again
        </Button>
      )}
    </div>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-2 flex flex-wrap gap-2">{children}</div>;
}
