import { queryOptions } from "@tanstack/react-query";

import { answer, api, idempotent, type Schemas } from "./client";
import { liveQuery } from "./query-client";

export type GalleryItem = Schemas["GalleryItem"];
/** An answer has every value, also those that a request may leave out. */
export type Recipe = Required<Omit<Schemas["Recipe"], "loras">> & { loras: Required<Schemas["LoraUse"]>[] };
export type PictureDetail = Omit<Schemas["PictureDetail"], "recipe"> & { recipe: Recipe };
export type GalleryFilter = Schemas["GalleryFilter"];
export type GalleryAction = Schemas["GalleryAction"];

/** The most pictures that a request names. */
export const MOST_IDS = 1000;

export const galleryKeys = {
  all: ["gallery"] as const,
  /** Everything that is known of the pictures that pass a filter begins with this. */
  of: (filter: GalleryFilter) => ["gallery", filter] as const,
  picture: (id: string) => ["gallery", "picture", id] as const,
};

export async function gallerySkeleton(query: GalleryFilter, signal: AbortSignal) {
  return answer(api.GET("/api/v1/gallery/skeleton", { params: { query }, signal }));
}

/** `limit` pictures of a filter, from one on. */
export async function galleryPage(
  query: GalleryFilter & { from?: string; after?: string; limit: number },
  signal: AbortSignal,
) {
  return (await answer(api.GET("/api/v1/gallery", { params: { query }, signal }))).items;
}

export function pictureQuery(id: string) {
  return queryOptions({
    queryKey: galleryKeys.picture(id),
    queryFn: async ({ signal }) => {
      const params = { path: { picture_id: id } };
      return (await answer(api.GET("/api/v1/gallery/{picture_id}", { params, signal }))) as PictureDetail;
    },
    ...liveQuery("gallery"),
  });
}

export async function actOnPictures(body: GalleryAction) {
  return answer(api.POST("/api/v1/gallery/actions", { body }));
}

export async function emptyBin() {
  return answer(api.DELETE("/api/v1/gallery/bin"));
}

/** Makes a picture again: the same pixels, or a new variation. `intent` names the press, so that one press makes one. */
export async function makeAgain(id: string, seed: "same" | "new", intent: string) {
  const params = { path: { picture_id: id }, header: idempotent(intent) };
  return answer(api.POST("/api/v1/gallery/{picture_id}/again", { params, body: { seed, n: 1 } }));
}

export function generationQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ["generations", id ?? ""],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/generations/{generation_id}", {
          params: { path: { generation_id: id ?? "" } },
          signal,
        }),
      ),
    enabled: id !== undefined,
  });
}

/** The newest pictures of the gallery, for the strip below the stage. */
export const newestPictures = queryOptions({
  queryKey: [...galleryKeys.all, "newest"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v1/gallery", { params: { query: { limit: 24 } }, signal }))).items,
  ...liveQuery("gallery"),
});
