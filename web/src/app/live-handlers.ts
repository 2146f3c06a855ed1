import type { QueryClient } from "@tanstack/react-query";

import { activeJobs, hasEnded, jobKeys, type Job } from "@/api/jobs";
import { pictureEvent } from "@/components/PictureGrid/events";
import { generationPictures } from "@/features/create/live-generations";
import { patchNewest, remember } from "@/lib/newest";
import { invalidateSoon, onEvents } from "@/live/handlers";
import { previews } from "@/live/live";
import type { LiveEvent } from "@/live/protocol";

// Every page's reducers are registered here, so that src/live knows no feature and no feature knows another.

/** What an event says of its job: a part of the job as the API shows it. */
function jobPatch({ kind, data }: LiveEvent): Partial<Job> {
  const { state, progress } = data as Partial<Job>;
  const end = (["succeeded", "failed", "cancelled"] as const).find((word) => kind === `job.${word}`);
  const now = end ?? state;
  return { ...(now && { state: now }), ...(progress && { progress }) };
}

function jobEvent(event: LiveEvent, client: QueryClient): void {
  const patch = jobPatch(event);
  if (event.kind === "job.queued") previews.release(event.id); // it begins, perhaps again
  if (!remember(event.id, event.v, patch)) return;
  const known = client.getQueryData(activeJobs.queryKey)?.some((job) => job.id === event.id);
  const change = (job: Job) => patchNewest(job, event.v, patch);
  client.setQueryData<Job>(jobKeys.one(event.id), (job) => job && change(job));
  client.setQueryData(activeJobs.queryKey, (jobs) =>
    jobs?.map((job) => (job.id === event.id ? change(job) : job)).filter((job) => !hasEnded(job)),
  );
  // The order of the queue and what is new in it are the server's to say; progress changes neither.
  if (event.kind !== "job.progress" || !known) invalidateSoon(client, jobKeys.all);
  if (event.kind !== "job.progress") lastingJob(event, client);
}

/** A download, a conversion or a run that begins or ends changes what there is. */
function lastingJob({ data }: LiveEvent, client: QueryClient): void {
  const { kind } = data as Partial<Job>;
  if (kind === "download") invalidateSoon(client, ["downloads"]);
  if (kind === "download" || kind === "convert") invalidateSoon(client, ["models"]);
  if (kind === "train_classifier") invalidateSoon(client, ["classifiers"]);
}

/** What an event changes that is fetched again rather than patched: it comes seldom. */
const LISTS = {
  "worker.": ["workers"],
  "worker.changed": ["models"], // where each is loaded
  "character.": ["characters"],
  "sample.": ["characters"],
  "checkpoint.": ["characters"],
  "config.": ["classifiers"],
  "run.": ["classifiers"],
  "sweep.": ["classifiers"],
  "dataset.": ["datasets"],
  "style.": ["styles"],
  "model.": ["models"],
  "pod.": ["pods"],
};

export function registerLiveHandlers(): void {
  onEvents("job.", jobEvent);
  onEvents("picture.", pictureEvent);
  onEvents("picture.", generationPictures);
  for (const [prefix, queryKey] of Object.entries(LISTS)) {
    onEvents(prefix, (_event, client) => invalidateSoon(client, queryKey));
  }
}
