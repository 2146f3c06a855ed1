import type { QueryClient } from "@tanstack/react-query";

import type { LiveEvent } from "@/live/protocol";

import type { Generation } from "./queries";

/** Pictures came or went elsewhere: batches that show them, or showed them, are fetched again. */
export function generationPictures({ kind, data }: LiveEvent, client: QueryClient): void {
  if (kind === "picture.added") return; // their job's end says it
  const { action } = data as { action: string | null };
  if (kind === "picture.changed" && action !== "bin" && action !== "restore") return;
  void client.invalidateQueries({
    queryKey: ["generations"],
    predicate: ({ state }) => (state.data as Generation | undefined)?.status === "succeeded",
  });
}
