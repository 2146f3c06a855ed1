import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, idempotent, type Schemas } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { sayFailed } from "@/components/toast";

export type Workflow = Schemas["WorkflowShown"];
export type WorkflowInput = NonNullable<Workflow["inputs"]>[number];
export type Server = Schemas["ServerShown"];
export type Check = Schemas["WorkflowCheck"];
export type Lack = Schemas["Lack"];
export type RunAsk = Schemas["WorkflowRunAsk"];

export const workflowsQuery = queryOptions({
  queryKey: ["workflows"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/workflows", { signal }))).items,
});

export const workflowQuery = (name: string) =>
  queryOptions({
    queryKey: ["workflows", "one", name],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/workflows/{name}", { params: { path: { name } }, signal })),
  });

/** The ComfyUI servers; each is asked, so the answer may take a moment. */
export const serversQuery = queryOptions({
  queryKey: ["workflows", "servers"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/workflows/servers", { signal }))).items,
  refetchInterval: 10_000,
});

/** Characters that a workflow can draw, the last used first. */
export const readyCharacters = queryOptions({
  queryKey: ["characters", "ready", "names"],
  queryFn: async ({ signal }) => {
    const query = { status: "ready", sort: "last_used", limit: 100 } as const;
    return (await answer(api.GET("/api/v1/characters", { params: { query }, signal }))).items;
  },
});

/** Bringing, checking, running and forgetting templates. */
export function useWorkflowActs() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: workflowsQuery.queryKey });
  const add = useMutation({
    mutationFn: (body: Schemas["Template"]) => answer(api.POST("/api/v1/workflows", { body })),
    onSuccess: fresh,
  });
  const check = useMutation({
    mutationFn: (name: string) =>
      answer(api.POST("/api/v1/workflows/{name}/check", { params: { path: { name } } })),
  });
  const remove = useMutation({
    mutationFn: (name: string) =>
      answer(api.DELETE("/api/v1/workflows/{name}", { params: { path: { name } } })),
    onSuccess: fresh,
    onError: (error, name) => sayFailed(`${name} is still there.`, error),
  });
  const run = useMutation({
    mutationFn: ({ name, body, intent }: { name: string; body: RunAsk; intent: string }) =>
      answer(
        api.POST("/api/v1/workflows/{name}/run", {
          params: { path: { name } },
          headers: idempotent(intent),
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  const cancel = useMutation({
    mutationFn: (job_id: string) =>
      answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id } } })),
    onError: (error) => sayFailed("It goes on.", error),
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  return { add, check, remove, run, cancel };
}
