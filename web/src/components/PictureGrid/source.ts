import { queryOptions, skipToken, type QueryKey } from "@tanstack/react-query";

import {
  galleryKeys,
  galleryPage,
  gallerySkeleton,
  type GalleryFilter,
  type GalleryItem,
} from "@/api/gallery";
import { liveQuery } from "@/api/query-client";

import { settled, withPending } from "./pending";
import { rollOf, type Roll, type SkeletonMonth, type Span } from "./roll";

/** Where a grid has its pictures from. */
export interface PictureSource {
  key: QueryKey;
  skeleton: (signal: AbortSignal) => Promise<{ months: readonly SkeletonMonth[] }>;
  span: (span: Span, signal: AbortSignal) => Promise<GalleryItem[]>;
}

/** The pictures of the gallery that pass a filter. */
export function gallerySource(filter: GalleryFilter): PictureSource {
  return {
    key: galleryKeys.of(filter),
    skeleton: (signal) => gallerySkeleton(filter, signal),
    span: ({ month, from, count }, signal) => galleryPage({ ...filter, month, from, limit: count }, signal),
  };
}

/** What the person sees, which waits with new pictures until they are wanted; `of` is when it was true. */
export interface Shown {
  roll: Roll;
  of: number;
}

const KEPT = 60_000; // after the pictures have left the screen

export function skeletonQuery(source: PictureSource) {
  return queryOptions({
    queryKey: [...source.key, "skeleton"],
    queryFn: ({ signal }) => settled(async () => rollOf(await source.skeleton(signal))),
    ...liveQuery("gallery"),
  });
}

export function shownQuery(source: PictureSource) {
  return queryOptions<Shown>({ queryKey: [...source.key, "shown"], queryFn: skipToken, staleTime: Infinity });
}

export function spanQuery(source: PictureSource, span: Span) {
  return queryOptions({
    queryKey: [...source.key, "span", span.name],
    queryFn: async ({ signal }) => (await source.span(span, signal)).map(withPending),
    ...liveQuery("gallery"),
    gcTime: KEPT,
  });
}
