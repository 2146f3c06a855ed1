import { hasEnded, type Job } from "@/api/jobs";
import { about, bytes } from "@/lib/format";

import type { Download } from "../queries";

/** A download with what its job has told since it was fetched. */
export function withJob(download: Download, job: Job | undefined): Download {
  if (!job || hasEnded(download)) return download;
  const { step = 0, total = 0, rate, eta_seconds, message, stage } = job.progress;
  const fetching = stage === "fetch" && total > 0;
  return {
    ...download,
    state: job.state,
    ...(fetching && {
      done_bytes: Math.max(download.done_bytes, Math.min(step, download.total_bytes)),
      bytes_per_second: rate ?? null,
      eta_seconds: eta_seconds ?? null,
      message: message ?? null,
    }),
  };
}

/** "9.8 of 23.8 GB · 48 MB/s · about 5 min left" */
export function downloadWords(download: Download): string {
  const { state, done_bytes, total_bytes, bytes_per_second: rate, eta_seconds: left } = download;
  const amount = `${bytes(done_bytes)} of ${bytes(total_bytes)}`;
  if (state === "queued" || state === "placed") return `Waiting · ${amount}`;
  if (state === "cancelled") return `Stopped at ${amount}; what came is kept`;
  if (state === "failed") return `Broke off at ${amount}; what came is kept`;
  return [amount, rate ? `${bytes(rate)}/s` : null, left == null ? null : `${about(left)} left`]
    .filter(Boolean)
    .join(" · ");
}
