import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { hasEnded } from "@/api/jobs";
import { liveQuery } from "@/api/query-client";

export type Checkpoints = Schemas["CheckpointsShown"];
export type Checkpoint = Schemas["CheckpointShown"];
export type Grid = Schemas["GridShown"];
export type GridAsk = Schemas["GridAsk"];
export type GridCell = Schemas["GridCell"];
export type VersionLineage = Schemas["VersionLineage"];

const EVERY = 1500;

// All below "characters", so that what changes a character fetches them again.
export const versionKeys = {
  checkpoints: (id: string, number: number) => ["characters", "checkpoints", id, number] as const,
  lineage: (id: string, number: number) => ["characters", "lineage", id, number] as const,
  grids: (id: string, number: number) => ["characters", "grids", id, number] as const,
  grid: (id: string, number: number, job: string) => ["characters", "grids", id, number, job] as const,
};

export const pathOf = (id: string, number: number) => ({ path: { id_or_name: id, number } });

/** What a version had learnt at each sample point; of a training that runs, what there is so far. */
export function checkpointsQuery(id: string, number: number) {
  return queryOptions({
    queryKey: versionKeys.checkpoints(id, number),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/versions/{number}/checkpoints", {
          params: pathOf(id, number),
          signal,
        }),
      ),
    ...liveQuery("characters"),
  });
}

export function lineageQuery(id: string, number: number) {
  return queryOptions({
    queryKey: versionKeys.lineage(id, number),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/versions/{number}/lineage", {
          params: pathOf(id, number),
          signal,
        }),
      ),
    ...liveQuery("characters"),
  });
}

export function gridsQuery(id: string, number: number) {
  return queryOptions({
    queryKey: versionKeys.grids(id, number),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/versions/{number}/grids", {
          params: pathOf(id, number),
          signal,
        }),
      ),
    ...liveQuery("jobs"),
  });
}

/** One grid; while it is drawn it is asked for again and again, for its cells have no events of their own. */
export function gridQuery(id: string, number: number, job: string) {
  return queryOptions({
    queryKey: versionKeys.grid(id, number, job),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/versions/{number}/grids/{job_id}", {
          params: { path: { id_or_name: id, number, job_id: job } },
          signal,
        }),
      ),
    staleTime: 10_000,
    refetchInterval: ({ state }) =>
      state.data && hasEnded({ state: state.data.status }) ? false : state.error ? false : EVERY,
  });
}
