import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";

/** The server leaves nothing out, though a reader may not count on it. */
export type Model = Required<Schemas["ModelShown"]>;
export type Kind = Model["kind"];
export type BrokenModel = Schemas["BrokenModel"];
export type LoadOptions = Schemas["LoadOptions"];
export type Fit = Schemas["Fit"];
export type DeviceOptions = Schemas["DeviceOptions"];
export type Download = Schemas["DownloadShown"];
export type DownloadAsked = Schemas["DownloadAsked"];
export type Plan = Schemas["DownloadPlan"];

const path = (name: string) => ({ params: { path: { name } } });

/** What there is of every kind, and what lies in the models folder but cannot be used. */
export const shelfQuery = queryOptions({
  queryKey: ["models", "shelf"],
  queryFn: async ({ signal }) => {
    const { items, broken = [] } = await answer(api.GET("/api/v1/models", { signal }));
    return { items: items as Model[], broken };
  },
  ...liveQuery("models", "workers"),
  refetchInterval: 30_000, // a file that is put into the folder by hand makes no event by itself
});

export function modelQuery(name: string) {
  return queryOptions({
    queryKey: ["models", "one", name],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/models/{name}", { ...path(name), signal }))) as Model,
    ...liveQuery("models", "workers"),
  });
}

/** Every load option, and which of its choices each worker's device can do. */
export const loadOptionsQuery = queryOptions({
  queryKey: ["workers", "load options"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/memory/options", { signal }))).devices,
});

/** The samplers that a model can use. */
export function samplersQuery(model: string) {
  return queryOptions({
    queryKey: ["schedulers", model],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/schedulers", { params: { query: { model } }, signal }))).items,
    staleTime: Infinity,
  });
}

/** Whether it fits with these options; without any, as it would be loaded now. */
export function fitQuery(name: string, options: LoadOptions | undefined, worker: string | undefined) {
  return queryOptions({
    queryKey: ["models", "fit", name, options, worker],
    queryFn: ({ signal }): Promise<Fit> => {
      const query = { ...given(options), ...(worker && { worker }) };
      return answer(api.GET("/api/v1/models/{name}/fit", { params: { path: { name }, query }, signal }));
    },
    staleTime: 10_000,
    meta: { topics: ["workers"] },
  });
}

/** Null stands for "not asked", which an address says by leaving it out. */
function given(options: LoadOptions | undefined): LoadOptions {
  if (!options) return {};
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

export const downloadsQuery = queryOptions({
  queryKey: ["downloads"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/downloads", { signal }))).items,
  ...liveQuery("jobs"),
});

export function downloadQuery(jobId: string, open: boolean) {
  return queryOptions({
    queryKey: ["downloads", jobId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/downloads/{job_id}", { params: { path: { job_id: jobId } }, signal })),
    enabled: open,
    refetchInterval: 1000,
  });
}

export const tokensQuery = queryOptions({
  queryKey: ["downloads", "tokens"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/downloads/tokens", { signal }))).items,
});
