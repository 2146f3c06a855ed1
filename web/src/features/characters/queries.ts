import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";

export type Character = Schemas["CharacterShown"];
export type CharacterListed = Schemas["CharacterListed"];
export type Reference = Schemas["ReferenceShown"];
export type Finding = Schemas["FindingShown"];
export type Sample = Schemas["SampleShown"];
export type Deletion = Schemas["DeletionShown"];
export type Version = Schemas["VersionShown"];
export type Plan = Schemas["TrainingPlan"];
export type Preset = Plan["preset"];
export type Overrides = Schemas["TrainOverrides"];
export type TrainSpec = Schemas["TrainSpec"];
export type CharacterChange = Schemas["CharacterUpdate"];
export type Sort = "used" | "new" | "name";

interface ListFilter {
  search: string;
  sort: Sort;
  /** Its id: only what it gathers. */
  project: string | undefined;
}

const SORTS = { used: "last_used", new: "newest", name: "name" } as const;
const PAGE = 60;

export const characterKeys = {
  all: ["characters"] as const,
  list: (filter: ListFilter) => ["characters", "list", filter] as const,
  one: (id: string) => ["characters", "one", id] as const,
  plan: (id: string) => ["characters", "plan", id] as const,
  samples: (id: string) => ["characters", "samples", id] as const,
};

export function charactersQuery(filter: ListFilter) {
  const { search, sort, project } = filter;
  return infiniteQueryOptions({
    queryKey: characterKeys.list(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        sort: SORTS[sort],
        ...(search && { search }),
        ...(project && { project }),
        ...(pageParam && { after: pageParam }),
      };
      return answer(api.GET("/api/v1/characters", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    ...liveQuery("characters", "jobs"),
  });
}

export function characterQuery(id: string) {
  return queryOptions({
    queryKey: characterKeys.one(id),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/characters/{id_or_name}", { params: { path: { id_or_name: id } }, signal })),
    ...liveQuery("characters"),
  });
}

/** What a training would be; the last answer stays while a new one is worked out. */
export function planQuery(id: string) {
  return queryOptions({
    queryKey: characterKeys.plan(id),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/plan", { params: { path: { id_or_name: id } }, signal }),
      ),
    ...liveQuery("characters", "workers"),
  });
}

/** Every sample of every training, by version, step and prompt. */
export function samplesQuery(id: string) {
  return queryOptions({
    queryKey: characterKeys.samples(id),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/samples", { params: { path: { id_or_name: id } }, signal }),
      ),
    ...liveQuery("characters"),
  });
}

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/models", { signal }))).items,
});

/** What deleting it would take along, and what would stay; asked when somebody is about to. */
export function deletionQuery(id: string) {
  return queryOptions({
    queryKey: [...characterKeys.one(id), "deletion"],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/characters/{id_or_name}/deletion", { params: { path: { id_or_name: id } }, signal }),
      ),
    staleTime: 0,
  });
}
