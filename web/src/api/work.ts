import { answer, api, idempotent, type Schemas } from "./client";

export type VideoSpec = Schemas["VideoAsk"];
export type EditSpec = Schemas["EditSpec"];

/** A request for a film or another size: which generation will have the picture, and which job makes it. */
export interface Begun {
  generationId: string;
  jobId: string;
}

export async function beginVideo(body: VideoSpec, intent: string): Promise<Begun> {
  const video = await answer(api.POST("/api/v1/videos", { params: { header: idempotent(intent) }, body }));
  return { generationId: video.id, jobId: video.job_id };
}

/** One picture in another size. */
export async function beginEdit(body: EditSpec, intent: string): Promise<Begun> {
  const { job_id, edits } = await answer(
    api.POST("/api/v1/edits", { params: { header: idempotent(intent) }, body }),
  );
  return { generationId: edits[0]?.id ?? "", jobId: job_id };
}
