import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { hasEnded } from "@/api/jobs";
import { upload } from "@/api/upload";

export type Prediction = Schemas["PredictionShown"];
export type Verdict = Schemas["PicturePredicted"];

export const MOST_PICTURES = 64;
const PATIENCE = 4; // seconds that the server keeps the request before it answers with the job
const EVERY = 700; // ms

interface Ask {
  model: string;
  files: readonly File[];
  topK: number;
  saliency: boolean;
  signal?: AbortSignal;
}

/** Sends pictures to a classifier; what is not judged in a few seconds is asked for again by its job. */
export function predict({ model, files, topK, saliency, signal }: Ask): Promise<Prediction> {
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  body.set("top_k", String(topK));
  if (saliency) body.set("saliency", "auto");
  return upload<Prediction>(`/api/v1/models/${encodeURIComponent(model)}/predict`, body, {
    headers: { Prefer: `wait=${PATIENCE}` },
    ...(signal && { signal }),
  });
}

/** A prediction by its job, until it has ended. */
export function predictionQuery(first: Prediction | undefined) {
  const id = first?.job_id ?? "";
  return queryOptions({
    queryKey: ["classifiers", "prediction", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/predictions/{job_id}", { params: { path: { job_id: id } }, signal })),
    initialData: first,
    enabled: first !== undefined && !hasEnded({ state: first.status }),
    refetchInterval: ({ state }) => (state.data && hasEnded({ state: state.data.status }) ? false : EVERY),
    gcTime: 0,
  });
}

/** What it waits for, in a sentence. */
export function waitingWords({ status, progress }: Pick<Prediction, "status" | "progress">): string {
  if (status === "queued") return "Waiting for a free worker";
  return progress?.message ?? "Looking at it";
}
