import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";

import { hasEnded, jobQuery, type Job } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { GenerationOf } from "@/components/GenerationOf";
import { PageHeader } from "@/components/PageHeader";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useUnless } from "@/components/unless";
import { jobSentence, jobTitle } from "@/lib/job-words";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { cancelJob, resumeJob, subjectId } from "./queries";
import { StageRail } from "./StageRail";
import { useJobActions } from "./use-job-actions";

const route = getRouteApi("/queue/$jobId");

const MAKES_PICTURES: ReadonlySet<string> = new Set(["generation", "workflow"]);

/** One job as it goes: its stages, what it makes, and why it waits or failed. */
export function JobPage() {
  const { jobId } = route.useParams();
  useTopics([`job:${jobId}`]);
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  usePageTitle(job && jobTitle(job));
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="This job did not arrive."
        still="Ended jobs are forgotten after a while; their pictures stay in the gallery."
        onRetry={() => void refetch()}
      />
    );
  if (!job)
    return (
      <div className="grid gap-3">
        <Skeleton className="h-8 w-80" />
        <Skeleton className="h-24" />
      </div>
    );
  return <JobView job={job} />;
}

function JobView({ job }: { job: Job }) {
  const { run, busy } = useJobActions();
  const unless = useUnless("generate");
  const ended = hasEnded(job);
  const again = job.state === "failed" || job.state === "cancelled";
  const id = subjectId(job);
  return (
    <>
      <PageHeader
        title={jobTitle(job)}
        detail={job.model && <Badge>{job.model}</Badge>}
        actions={
          <>
            {job.kind === "character" && id && (
              <Button asChild>
                <Link
                  to="/characters/$characterId/training"
                  params={{ characterId: id }}
                  search={{ job: job.id }}
                >
                  Open its training
                </Link>
              </Button>
            )}
            {again && !unless && (
              <Button variant="primary" busy={busy} onClick={() => run(resumeJob(job.id))}>
                {job.state === "failed" ? "Try again" : "Go on"}
              </Button>
            )}
            {!ended && !unless && (
              <Button busy={busy} disabled={job.cancel_requested} onClick={() => run(cancelJob(job.id))}>
                {job.state === "queued" ? "Cancel" : "Stop"}
              </Button>
            )}
          </>
        }
      />
      <p className="mb-3 text-2xl tabular-nums">{job.waiting_for ?? jobSentence(job)}</p>
      {!ended && (
        <Progress value={job.progress.fraction} label={jobTitle(job)} of={job.id} className="mb-4 h-1.5" />
      )}
      {job.failure && (
        <div role="alert" className="mb-4 rounded-card bg-danger-tint p-4">
          <p className="font-medium">{job.failure.message}</p>
          {job.failure.hint && <p className="text-text-2">{job.failure.hint}</p>}
          <p className="mt-1 font-mono text-sm text-text-3">{job.failure.code}</p>
        </div>
      )}
      <StageRail job={job} />
      {MAKES_PICTURES.has(job.kind) && id && <GenerationOf id={id} job={job} />}
      <Facts job={job} />
    </>
  );
}

function Facts({ job }: { job: Job }) {
  const rows: [string, React.ReactNode][] = [
    ["Asked", <TimeAgo key="asked" at={job.created_at} />],
    ["Started", job.started_at && <TimeAgo key="started" at={job.started_at} />],
    ["Ended", job.finished_at && <TimeAgo key="ended" at={job.finished_at} />],
    ["Worker", job.worker],
    ["Tries", job.attempts > 1 && job.attempts],
    ["Priority", job.priority],
    [
      "Id",
      <code key="id" className="font-mono text-sm">
        {job.id}
      </code>,
    ],
  ];
  return (
    <dl className="mt-6 grid max-w-xl grid-cols-[8rem_1fr] gap-y-1.5 border-t border-line-1 pt-4 text-sm">
      {rows.map(([label, value]) =>
        value ? (
          <div key={label} className="contents">
            <dt className="text-text-3">{label}</dt>
            <dd className="min-w-0 break-words tabular-nums">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
