import { expect, test } from "vitest";

import type { Job } from "@/api/jobs";

import type { Download } from "../queries";
import { downloadWords, withJob } from "./state";

const download = (more: Partial<Download> = {}): Download => ({
  job_id: "job_1",
  name: "painter",
  repo: "someone/painter",
  revision: null,
  source: {},
  state: "running",
  total_bytes: 24_000_000_000,
  done_bytes: 9_800_000_000,
  files_total: 12,
  files_done: 3,
  bytes_per_second: 48_000_000,
  eta_seconds: 290,
  message: null,
  failure: null,
  created_at: "2026-11-01T00:00:00Z",
  finished_at: null,
  ...more,
});

const job = (progress: Partial<Job["progress"]>, state: Job["state"] = "running") =>
  ({ id: "job_1", state, progress: { stage: "fetch", ...progress } }) as Job;

test("news of the job moves the bytes on, and never back", () => {
  expect(withJob(download(), job({ step: 10_000_000_000, total: 24_000_000_000 })).done_bytes).toBe(1e10);
  expect(withJob(download(), job({ step: 5, total: 24_000_000_000 })).done_bytes).toBe(9_800_000_000);
});

test("while it is put on the shelf its steps are no bytes", () => {
  const told = withJob(download(), job({ stage: "shelve", step: 1, total: 1 }));
  expect(told.done_bytes).toBe(9_800_000_000);
});

test("what has ended stays ended, whatever comes late", () => {
  const ended = download({ state: "failed" });
  expect(withJob(ended, job({ step: 1, total: 2 }))).toBe(ended);
});

test("says how far, how fast and how long; or that what came is kept", () => {
  expect(downloadWords(download())).toBe("9.8 GB of 24 GB · 48 MB/s · about 5 min left");
  expect(downloadWords(download({ state: "queued" }))).toBe("Waiting · 9.8 GB of 24 GB");
  expect(downloadWords(download({ state: "cancelled" }))).toContain("what came is kept");
});
