import { queryOptions, useMutation } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";

export type Finding = Schemas["StorageFinding"];
export type StorageShown = Schemas["StorageShown"];

const COUNTING = 3000;

/** What the storage is and what lies in it; counting a large one takes its time. */
export const storageQuery = queryOptions({
  queryKey: ["storage"],
  queryFn: ({ signal }): Promise<StorageShown> => answer(api.GET("/api/v1/storage", { signal })),
  refetchInterval: ({ state }) => (state.data?.files === null ? COUNTING : false),
});

export function useStorageCheck() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/storage/check")) });
}
