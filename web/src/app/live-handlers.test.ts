import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it, vi } from "vitest";

import { activeJobs, jobKeys, type Job } from "@/api/jobs";
import { forgetAll } from "@/lib/newest";
import { dispatch } from "@/live/handlers";
import type { LiveEvent } from "@/live/protocol";

import { registerLiveHandlers } from "./live-handlers";

registerLiveHandlers();
let client: QueryClient;

const job = (part: Partial<Job>) =>
  ({ id: "job_1", kind: "character", state: "running", v: 5, ...part }) as Job;

function tell(kind: string, v: number, data: Record<string, unknown> = {}) {
  const event: LiveEvent = { type: "event", seq: v, topic: "jobs", kind, id: "job_1", v, at: "", data };
  dispatch(event, client);
}

beforeEach(() => {
  vi.useFakeTimers();
  forgetAll();
  client = new QueryClient();
  client.setQueryData(activeJobs.queryKey, [job({}), job({ id: "job_2" })]);
  client.setQueryData<Job>(jobKeys.one("job_1"), job({}));
});

it("moves only the job that moved on", () => {
  const [, other] = client.getQueryData(activeJobs.queryKey)!;
  tell("job.progress", 6, { state: "running", progress: { step: 9 } });
  const [moved, same] = client.getQueryData(activeJobs.queryKey)!;
  expect(moved!.progress.step).toBe(9);
  expect(same).toBe(other);
});

it("takes a finished job off the strip, and late progress does not bring it back", () => {
  tell("job.succeeded", 8, { state: "succeeded" });
  tell("job.progress", 7, { state: "running", progress: { step: 9 } });
  expect(client.getQueryData(activeJobs.queryKey)!.map(({ id }) => id)).toEqual(["job_2"]);
  expect(client.getQueryData<Job>(jobKeys.one("job_1"))!.state).toBe("succeeded");
});

it("lets a job that is resumed wait again", () => {
  tell("job.failed", 8, { state: "failed" });
  tell("job.queued", 9, { state: "queued" });
  expect(client.getQueryData<Job>(jobKeys.one("job_1"))!.state).toBe("queued");
});
