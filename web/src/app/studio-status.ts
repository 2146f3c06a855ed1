import { useQuery } from "@tanstack/react-query";

import { activeJobs, type Job } from "@/api/jobs";
import type { LampState } from "@/components/Lamp";
import { useConnection } from "@/live/connection";

export interface StudioStatus {
  lamp: LampState;
  /** The most important running job: the one that has most before it. */
  main: Job | undefined;
  others: number;
  waiting: number;
}

const left = (job: Job) => job.progress.eta_seconds ?? Infinity;

/** What the strip, the lamp, the tab's title and its icon show. */
export function useStudioStatus(): StudioStatus {
  const { data: jobs = [] } = useQuery(activeJobs);
  const lost = useConnection(({ state }) => state === "lost");
  const running = jobs.filter((job) => job.state !== "queued").sort((a, b) => left(b) - left(a));
  return {
    lamp: lost ? "hollow" : running.length > 0 ? "lit" : "off",
    main: running[0],
    others: Math.max(0, running.length - 1),
    waiting: jobs.length - running.length,
  };
}
