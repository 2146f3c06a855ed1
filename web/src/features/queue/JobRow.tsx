import { Link } from "@tanstack/react-router";
import { ChevronsUp, Ellipsis, RotateCcw, Square, X } from "lucide-react";

import { hasEnded, type Job } from "@/api/jobs";
import { useMay } from "@/api/login";
import { Lamp } from "@/components/Lamp";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu } from "@/components/ui/menu";
import { Progress } from "@/components/ui/progress";
import { jobSentence, jobTitle } from "@/lib/job-words";

import { cancelJob, PRIORITY, resumeJob, runNext, setPriority, subjectId } from "./queries";
import type { JobActions } from "./use-job-actions";

interface Props {
  job: Job;
  actions: JobActions;
}

/** One job: what it is, where it stands or why it waits or failed, and what can be done with it. */
export function JobRow({ job, actions }: Props) {
  const ended = hasEnded(job);
  return (
    <li data-row className="flex items-center gap-3 border-t border-line-1 py-2 max-sm:flex-wrap">
      <span className="w-5 shrink-0 text-center text-sm text-text-3 tabular-nums">
        {job.state === "queued" ? job.position : <Mark job={job} />}
      </span>
      <div className="min-w-0 grow basis-60">
        <span className="flex items-baseline gap-3">
          <JobLink job={job} />
          {job.priority >= PRIORITY.background && <Badge>background</Badge>}
        </span>
        <p className="text-sm text-text-2 tabular-nums">{job.waiting_for ?? jobSentence(job)}</p>
        {job.failure?.hint && <p className="text-sm text-text-3">{job.failure.hint}</p>}
        {!ended && job.state !== "queued" && (
          <Progress value={job.progress.fraction} label={jobTitle(job)} of={job.id} className="mt-1.5" />
        )}
      </div>
      <span className="shrink-0 text-sm text-text-3 max-sm:hidden">
        <TimeAgo at={job.finished_at ?? job.started_at ?? job.created_at} />
      </span>
      <Actions job={job} actions={actions} />
    </li>
  );
}

function Mark({ job }: { job: Job }) {
  if (job.state === "failed") return <Lamp state="care" label="Failed" />;
  return hasEnded(job) ? null : <Lamp state="lit" />;
}

function JobLink({ job }: { job: Job }) {
  const look = "truncate rounded-control font-medium hover:underline";
  const id = subjectId(job);
  return job.kind === "character" && id ? (
    <Link
      to="/characters/$characterId/training"
      params={{ characterId: id }}
      search={{ job: job.id }}
      className={look}
    >
      {jobTitle(job)}
    </Link>
  ) : (
    <Link to="/queue/$jobId" params={{ jobId: job.id }} className={look}>
      {jobTitle(job)}
    </Link>
  );
}

/** What can be done with it, by those who may: viewers look. */
export function Actions({ job, actions: { run, busy } }: Props) {
  const may = useMay("generate");
  const name = jobTitle(job);
  if (!may) return null;
  if (job.state === "failed" || job.state === "cancelled")
    return (
      <Button data-act="retry" size="small" disabled={busy} onClick={() => run(resumeJob(job.id))}>
        <RotateCcw aria-hidden /> {job.state === "failed" ? "Try again" : "Go on"}
      </Button>
    );
  if (hasEnded(job)) return null;
  if (job.state !== "queued")
    return (
      <Button
        data-act="cancel"
        size="small"
        disabled={busy || job.cancel_requested}
        onClick={() => run(cancelJob(job.id))}
      >
        <Square aria-hidden /> {job.cancel_requested ? "Stopping…" : "Stop"}
      </Button>
    );
  return (
    <span className="flex items-center gap-1">
      <Button
        data-act="next"
        size="small"
        disabled={busy || job.position === 1}
        onClick={() => run(runNext(job.id))}
      >
        <ChevronsUp aria-hidden /> Run next
      </Button>
      <DropdownMenu
        trigger={<IconButton icon={Ellipsis} label={`More for ${name}`} />}
        groups={[
          [
            {
              label: "Normal place in the queue",
              checked: job.priority < PRIORITY.background,
              run: () => run(setPriority(job.id, PRIORITY.normal)),
            },
            {
              label: "When nothing else waits",
              checked: job.priority >= PRIORITY.background,
              run: () => run(setPriority(job.id, PRIORITY.background)),
            },
          ],
        ]}
      />
      <IconButton
        data-act="cancel"
        icon={X}
        label={`Cancel ${name}`}
        disabled={busy}
        onClick={() => run(cancelJob(job.id))}
      />
    </span>
  );
}
