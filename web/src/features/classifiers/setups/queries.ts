import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";

import { ofProject } from "../frame/queries";

export type Setup = Schemas["ConfigShown"];
export type SetupListed = Schemas["ConfigListed"];
export type SettingField = Schemas["ConfigField"];
export type Checked = Schemas["ConfigChecked"];
export type Settings = Readonly<Record<string, unknown>>;
export type DatasetListed = Schemas["DatasetShown"];
export type Dimension = Schemas["Values"] | Schemas["Range"];

const PAGE = 50;
const MOST = 200;

export const setupKeys = {
  all: ["classifiers", "setups"] as const,
  one: (id: string) => ["classifiers", "setups", "one", id] as const,
};

/** Every setting with its type, default, bounds and what it does. */
export const fieldsQuery = queryOptions({
  queryKey: ["classifiers", "fields"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/classifiers/config-fields", { signal })),
});

export function setupsQuery(project: string) {
  return infiniteQueryOptions({
    queryKey: [...setupKeys.all, "list", project],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...ofProject(project), limit: PAGE, ...(pageParam && { after: pageParam }) };
      return answer(api.GET("/api/v1/classifiers/configs", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    ...liveQuery("classifiers"),
  });
}

export function setupQuery(id: string) {
  return queryOptions({
    queryKey: setupKeys.one(id),
    queryFn: ({ signal }) => {
      const params = { path: { config_id: id } };
      return answer(api.GET("/api/v1/classifiers/configs/{config_id}", { params, signal }));
    },
    ...liveQuery("classifiers"),
  });
}

/** What is wrong with settings; the last answer stays while a new one is worked out. */
export function checkQuery(settings: Settings, dataset: string | undefined) {
  return queryOptions({
    queryKey: [...setupKeys.all, "check", settings, dataset],
    queryFn: ({ signal }) => {
      const body = { settings, ...(dataset && { dataset }) };
      return answer(api.POST("/api/v1/classifiers/configs/validate", { body, signal }));
    },
    placeholderData: keepPreviousData,
    ...liveQuery("datasets"),
  });
}

export function differenceQuery(first: string, second: string) {
  return queryOptions({
    queryKey: [...setupKeys.all, "diff", first, second],
    queryFn: ({ signal }) => {
      const params = { path: { config_id: first }, query: { with: second } };
      return answer(api.GET("/api/v1/classifiers/configs/{config_id}/diff", { params, signal }));
    },
    ...liveQuery("classifiers"),
  });
}

/** The datasets that a classifier of the project can learn from. */
export function datasetsQuery(project: string) {
  return queryOptions({
    queryKey: ["datasets", "of project", project],
    queryFn: async ({ signal }) => {
      const query = { ...ofProject(project), limit: MOST };
      return (await answer(api.GET("/api/v1/datasets", { params: { query }, signal }))).items;
    },
    ...liveQuery("datasets"),
  });
}

type Ask = Schemas["SweepAsk"];

/** How many runs a sweep would be, and what is wrong with it. */
export function sweepQuery(ask: Ask, enabled: boolean) {
  return queryOptions({
    queryKey: [...setupKeys.all, "sweep", ask],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/classifiers/sweeps/preview", { body: ask, signal })),
    placeholderData: keepPreviousData,
    enabled,
  });
}
