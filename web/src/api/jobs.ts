import { queryOptions } from "@tanstack/react-query";

import { keepNewest, keepNewestAll, type Live } from "@/lib/newest";

import { api, snapshot, type Schemas } from "./client";
import { liveQuery } from "./query-client";

export type Job = Live<Schemas["JobShown"]>;
export type JobState = Job["state"];

const ENDED: ReadonlySet<string> = new Set<JobState>(["succeeded", "failed", "cancelled"]);

export function hasEnded(job: { state: string }): boolean {
  return ENDED.has(job.state);
}

export const jobKeys = {
  all: ["jobs"] as const,
  active: ["jobs", "active"] as const,
  one: (id: string) => ["jobs", "one", id] as const,
};

/** What runs and waits, first in the queue first: the strip and the queue page read it. */
export const activeJobs = queryOptions({
  queryKey: jobKeys.active,
  queryFn: async ({ signal, client }) => {
    const query = { state: ["queued", "placed", "running"] satisfies JobState[], limit: 200 };
    const { body, seq } = await snapshot(api.GET("/api/v1/jobs", { params: { query }, signal }));
    const before = client.getQueryData<Job[]>(jobKeys.active);
    return keepNewestAll<Job>(before, body.items, seq).filter((job) => !hasEnded(job));
  },
  ...liveQuery("jobs"),
});

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: jobKeys.one(id),
    queryFn: async ({ signal, client }): Promise<Job> => {
      const params = { path: { job_id: id } };
      const { body, seq } = await snapshot(api.GET("/api/v1/jobs/{job_id}", { params, signal }));
      return keepNewest<Job>(client.getQueryData<Job>(jobKeys.one(id)), body, seq);
    },
    ...liveQuery("jobs", `job:${id}`),
  });
}
