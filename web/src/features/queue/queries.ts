import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { jobKeys, type Job, type JobState } from "@/api/jobs";
import { liveQuery } from "@/api/query-client";

/** Smaller goes first; pictures are asked for at 50, trainings at 100. */
export const PRIORITY = { normal: 100, background: 500 } as const;

export const jobsSummary = queryOptions({
  queryKey: [...jobKeys.all, "summary"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/jobs/summary", { signal })),
  ...liveQuery("jobs"),
});

/** The newest jobs that have ended in this way. */
export function endedJobs(state: JobState, limit: number) {
  return queryOptions({
    queryKey: [...jobKeys.all, "ended", state, limit],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/jobs", { params: { query: { state: [state], limit } }, signal })),
    ...liveQuery("jobs"),
  });
}

const path = (job_id: string) => ({ params: { path: { job_id } } });

export const cancelJob = (id: string) => () => answer(api.POST("/api/v1/jobs/{job_id}/cancel", path(id)));
export const resumeJob = (id: string) => () => answer(api.POST("/api/v1/jobs/{job_id}/resume", path(id)));
export const runNext = (id: string) => () => answer(api.POST("/api/v1/jobs/{job_id}/next", path(id)));
export const setPriority = (id: string, priority: number) => () =>
  answer(api.PATCH("/api/v1/jobs/{job_id}", { ...path(id), body: { priority } }));
export const cancelWaiting = (ids: string[]) => () =>
  answer(api.POST("/api/v1/jobs/cancel", { body: { ids } }));

/** What a job works for: the id after "character:" or "generation:". */
export function subjectId(job: Pick<Job, "subject">): string | undefined {
  return job.subject?.split(":")[1];
}
