import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, idempotent, type Schemas } from "@/api/client";
import { sayFailed } from "@/components/toast";

export type Pod = Schemas["PodShown"];
export type Gpu = Schemas["GpuShown"];
export type Cloud = Pod["cloud"];

const MONEY_GROWS = 15_000; // costs grow while one looks

export const podsQuery = queryOptions({
  queryKey: ["pods"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v1/pods", { signal, params: { query: { limit: 200 } } }))).items,
  meta: { topics: ["pods"] },
  refetchInterval: MONEY_GROWS,
});

export const spendingQuery = queryOptions({
  queryKey: ["pods", "spending"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/pods/spending", { signal })),
  refetchInterval: MONEY_GROWS,
});

/** What can be rented, with today's prices and what is free; the cheapest first. */
export const gpusQuery = (cloud: Cloud, count: number) =>
  queryOptions({
    queryKey: ["pods", "gpus", cloud, count],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/pods/gpus", { signal, params: { query: { cloud, count } } })),
    staleTime: 60_000,
    retry: false,
  });

export type PodAct = "stop" | "start" | "adopt" | "end";

const FAILED: Record<PodAct, string> = {
  stop: "The pod was not stopped.",
  start: "The pod was not started.",
  adopt: "The pod was not taken over.",
  end: "The pod was not ended: it still costs money.",
};

function act({ id, does }: { id: string; does: PodAct }): Promise<unknown> {
  const params = { params: { path: { pod: id } } };
  if (does === "end") return answer(api.DELETE("/api/v1/pods/{pod}", params));
  if (does === "stop") return answer(api.POST("/api/v1/pods/{pod}/stop", params));
  if (does === "start") return answer(api.POST("/api/v1/pods/{pod}/start", params));
  return answer(api.POST("/api/v1/pods/{pod}/adopt", params));
}

/** Renting a pod, and what is done with one that is there. */
export function usePodChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: podsQuery.queryKey });
  const make = useMutation({
    mutationFn: ({ body, intent }: { body: Schemas["PodAsked"]; intent: string }) =>
      answer(api.POST("/api/v1/pods", { body, headers: idempotent(intent) })),
    onSuccess: fresh,
  });
  const change = useMutation({
    mutationFn: act,
    onError: (error, { does }) => sayFailed(FAILED[does], error),
    onSettled: fresh,
  });
  return { make, change };
}
