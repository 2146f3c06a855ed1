import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { workersQuery } from "@/api/workers";
import { say, sayFailed } from "@/components/toast";

export type Agent = Schemas["AgentShown"];
export type JoinToken = Schemas["JoinTokenShown"];

/** A worker takes nothing new, or takes jobs again. */
export function useDrain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ worker, on }: { worker: string; on: boolean }) => {
      const params = { params: { path: { worker } } };
      return on
        ? answer(api.POST("/api/v1/workers/{worker}/drain", params))
        : answer(api.DELETE("/api/v1/workers/{worker}/drain", params));
    },
    onSuccess: (_, { worker, on }) =>
      say(on ? `${worker} finishes what it does and takes nothing new.` : `${worker} takes jobs again.`),
    onError: (error, { worker }) => sayFailed(`${worker} stays as it is.`, error),
    onSettled: () => client.invalidateQueries({ queryKey: workersQuery.queryKey }),
  });
}

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/agents", { signal }))).items,
});

export const tokensQuery = queryOptions({
  queryKey: ["agents", "tokens"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/agents/tokens", { signal }))).items,
});

/** Letting machines in, and putting them out. */
export function useAgentChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: agentsQuery.queryKey });
  const make = useMutation({
    mutationFn: (body: Schemas["JoinTokenCreate"]) => answer(api.POST("/api/v1/agents/tokens", { body })),
    onSuccess: fresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE("/api/v1/agents/tokens/{token}", { params: { path: { token: id } } })),
    onError: (error) => sayFailed("The token still works.", error),
    onSettled: fresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      answer(api.DELETE("/api/v1/agents/{agent}", { params: { path: { agent: id } } })),
    onError: (error) => sayFailed("The machine stays.", error),
    onSettled: fresh,
  });
  return { make, revoke, remove };
}
