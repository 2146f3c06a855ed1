import { hasEnded, type Job } from "@/api/jobs";
import { jobSentence, jobTitle } from "@/lib/job-words";

import { Progress } from "./ui/progress";

/** A job in two lines: what it is, its bar, and where it stands. */
export function JobLine({ job }: { job: Job }) {
  return (
    <div className="grid gap-1">
      <span className="truncate font-medium">{jobTitle(job)}</span>
      {!hasEnded(job) && <Progress value={job.progress.fraction} label={jobTitle(job)} of={job.id} />}
      <span className="text-sm text-text-2 tabular-nums">{jobSentence(job)}</span>
    </div>
  );
}
