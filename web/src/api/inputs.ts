import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";
import { pictureQuery } from "./gallery";
import { upload } from "./upload";

export type InputPicture = Schemas["InputShown"];

/** Brings a picture to start from, to mask, or to be guided by. The same picture gets the same id. */
export function bringInput(file: Blob, name: string): Promise<InputPicture> {
  const body = new FormData();
  body.set("file", file, name);
  return upload<InputPicture>("/api/v1/inputs", body);
}

/** What is shown of a picture that a request names. */
export interface NamedPicture {
  id: string;
  name: string;
  url: string;
  thumbnail_url: string;
  width: number;
  height: number;
}

/** A picture by the id that a request names it with: one that was brought, or one of the gallery. */
export function namedPictureQuery(id: string) {
  return queryOptions({
    queryKey: ["inputs", id],
    queryFn: async ({ signal, client }): Promise<NamedPicture> => {
      if (id.startsWith("pic_")) {
        const { prompt, url, poster_url, ...picture } = await client.query(pictureQuery(id));
        return { ...picture, name: prompt, url: poster_url ?? url };
      }
      const params = { path: { input_id: id } };
      const input = await answer(api.GET("/api/v1/inputs/{input_id}", { params, signal }));
      return { ...input, name: input.filename };
    },
    staleTime: Infinity,
  });
}

/** Pictures that were brought, the newest first. */
export const inputsQuery = queryOptions({
  queryKey: ["inputs"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v1/inputs", { params: { query: { limit: 200 } }, signal }))).items,
});
