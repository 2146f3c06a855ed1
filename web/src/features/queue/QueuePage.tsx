import { useQuery } from "@tanstack/react-query";

import { activeJobs } from "@/api/jobs";
import { useMay } from "@/api/login";
import { workersQuery } from "@/api/workers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { count } from "@/lib/format";
import { useTopics } from "@/live/hooks";

import { Ended } from "./Ended";
import { JobRow } from "./JobRow";
import { cancelWaiting, jobsSummary } from "./queries";
import { useJobActions } from "./use-job-actions";
import { useRowKeys } from "./use-row-keys";

/** All work: what runs, what waits and why, what has ended and how. */
export function QueuePage() {
  useTopics(["jobs", "workers"]);
  const jobs = useQuery(activeJobs);
  const workers = useQuery(workersQuery);
  const { data: summary } = useQuery(jobsSummary);
  const actions = useJobActions();
  useRowKeys();
  const running = jobs.data?.filter((job) => job.state !== "queued") ?? [];
  const may = useMay("generate");
  const waiting = jobs.data?.filter((job) => job.state === "queued") ?? [];
  return (
    <>
      <PageHeader
        title="Queue"
        detail={
          summary &&
          `running ${summary.running} · waiting ${summary.waiting} · today ${summary.done_today} done, ${summary.failed_today} failed`
        }
        actions={
          may &&
          waiting.length > 1 && (
            <Button
              busy={actions.busy}
              onClick={() => actions.run(cancelWaiting(waiting.map(({ id }) => id)))}
            >
              Cancel the {count(waiting.length, "waiting job")}
            </Button>
          )
        }
      />
      {jobs.error && (
        <ErrorBlock
          error={jobs.error}
          title="The queue did not arrive."
          still="What runs goes on."
          onRetry={() => void jobs.refetch()}
        />
      )}
      {jobs.isPending && (
        <div className="grid gap-2">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
      )}
      {workers.data?.length === 0 && waiting.length > 0 && (
        <p role="status" className="mb-4 rounded-card bg-warn-tint p-4 text-warn">
          No worker is here. What waits begins by itself when one comes.
        </p>
      )}
      {jobs.data?.length === 0 && <EmptyState title="The lamp is off">Nothing is waiting.</EmptyState>}
      <Section title="Running" jobs={running} actions={actions} />
      <Section title="Waiting" jobs={waiting} actions={actions} />
      <Ended state="failed" title="Failed" actions={actions} />
      <Ended state="succeeded" title="Done" actions={actions} />
      <Ended state="cancelled" title="Stopped" actions={actions} />
    </>
  );
}

type Jobs = React.ComponentProps<typeof JobRow>["job"][];

function Section({
  title,
  jobs,
  actions,
}: {
  title: string;
  jobs: Jobs;
  actions: ReturnType<typeof useJobActions>;
}) {
  if (jobs.length === 0) return null;
  return (
    <section aria-label={title} className="mb-6">
      <h2 className="mb-1 text-sm font-medium text-text-3">{title}</h2>
      <ul>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} actions={actions} />
        ))}
      </ul>
    </section>
  );
}
