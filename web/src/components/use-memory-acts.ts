import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { answer, api, idempotent, type Schemas } from "@/api/client";
import { activeJobs, jobKeys, type Job } from "@/api/jobs";
import { workersQuery } from "@/api/workers";

import { say, sayFailed } from "./toast";

interface LoadAsk {
  name: string;
  options?: Schemas["LoadOptions"] | undefined;
  worker?: string | undefined;
  pin?: boolean;
}

/** The jobs that bring models into memory now, by the model's name. */
export function useLoads(): ReadonlyMap<string, Job> {
  const { data: jobs = [] } = useQuery(activeJobs);
  return new Map(
    jobs.flatMap((job) => (job.kind === "load" && job.model ? [[job.model, job] as const] : [])),
  );
}

/** Bringing models into memory and taking them out; each waits for the server's word. */
export function useMemoryActs() {
  const client = useQueryClient();
  const settle = () =>
    Promise.all(
      [jobKeys.all, workersQuery.queryKey, ["models"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  const load = useMutation({
    mutationFn: ({ name, options, worker, pin = false }: LoadAsk) =>
      answer(
        api.POST("/api/v1/models/{name}/load", {
          params: { path: { name } },
          headers: idempotent(),
          body: { pin, ...(options && { options }), ...(worker && { worker }) },
        }),
      ),
    onError: (error, { name }) => sayFailed(`${name} is not being loaded.`, error),
    onSettled: settle,
  });
  const stop = useMutation({
    mutationFn: (name: string) =>
      answer(api.POST("/api/v1/models/{name}/load/cancel", { params: { path: { name } } })),
    onSuccess: ({ status, model }) => {
      if (status === "loaded") say(`${model} was loaded already.`);
    },
    onError: (error) => sayFailed("The loading was not stopped.", error),
    onSettled: settle,
  });
  const unload = useMutation({
    mutationFn: ({ name, worker }: { name: string; worker?: string }) =>
      answer(
        api.POST("/api/v1/models/{name}/unload", {
          params: { path: { name } },
          body: worker ? { worker } : {},
        }),
      ),
    onSuccess: ({ status, model }) => {
      if (status === "unloading") say(`${model} is unloaded when its worker is done with what it does.`);
    },
    onError: (error, { name }) => sayFailed(`${name} stays in memory.`, error),
    onSettled: settle,
  });
  return { load, stop, unload };
}
