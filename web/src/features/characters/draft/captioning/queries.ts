import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";

export type CaptionChange = Schemas["CaptionChange"];
export type CaptionAsk = Schemas["CaptionAsk"];

export const captionersQuery = queryOptions({
  queryKey: ["models", "captioners"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v1/models", { params: { query: { kind: "captioner" } }, signal }))).items,
});

/** What a captioning has made so far, beside what is there; `step` is how far it is. */
export function madeQuery(character: string, job: string, step: string) {
  return queryOptions({
    queryKey: ["characters", "captions", character, job, step],
    queryFn: async ({ signal }) => {
      const path = { id_or_name: character, job_id: job };
      return (
        await answer(
          api.GET("/api/v1/characters/{id_or_name}/captions/{job_id}", { params: { path }, signal }),
        )
      ).changes;
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export function askForCaptions(character: string, body: CaptionAsk) {
  return answer(
    api.POST("/api/v1/characters/{id_or_name}/captions", {
      params: { path: { id_or_name: character } },
      body,
    }),
  );
}
