import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { hasEnded, jobQuery } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { GenerationOf } from "@/components/GenerationOf";
import { JobLine } from "@/components/JobLine";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useTopics } from "@/live/hooks";

import { useWorkflowActs } from "../queries";

/** A run as it goes, and what comes of it. */
export function Result({ jobId }: { jobId: string }) {
  useTopics([`job:${jobId}`]);
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  const { cancel } = useWorkflowActs();
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="The run did not arrive."
        still="What it made hangs in the gallery."
        onRetry={() => void refetch()}
      />
    );
  if (!job) return <Skeleton className="h-24" />;
  const generation = job.subject?.startsWith("generation:") ? job.subject.split(":")[1] : undefined;
  return (
    <section aria-label="The run" className="grid content-start gap-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 grow">
          <JobLine job={job} />
        </div>
        <Button size="small" asChild>
          <Link to="/queue/$jobId" params={{ jobId }}>
            Details
          </Link>
        </Button>
        {!hasEnded(job) && (
          <Button
            size="small"
            busy={cancel.isPending}
            disabled={job.cancel_requested}
            onClick={() => cancel.mutate(jobId)}
          >
            {job.state === "queued" ? "Cancel" : "Stop"}
          </Button>
        )}
      </div>
      {job.waiting_for && <p className="text-text-2">{job.waiting_for}</p>}
      {job.failure && (
        <div role="alert" className="rounded-card bg-danger-tint p-4">
          <p className="font-medium">{job.failure.message}</p>
          {job.failure.hint && <p className="text-text-2">{job.failure.hint}</p>}
          <p className="mt-1 font-mono text-sm text-text-3">{job.failure.code}</p>
        </div>
      )}
      {generation && <GenerationOf id={generation} job={job} />}
    </section>
  );
}
