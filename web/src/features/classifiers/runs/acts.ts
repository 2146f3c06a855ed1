import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { answer, api, type Schemas } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { say, sayFailed, sayWithUndo } from "@/components/toast";

import { runKeys, type Run, type RunListed } from "./queries";

type Named = Pick<RunListed, "id" | "number">;

/** What can be done with runs: stop, go on, do again, change, delete. */
export function useRunActs() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const fresh = () => {
    void client.invalidateQueries({ queryKey: runKeys.all });
    void client.invalidateQueries({ queryKey: jobKeys.all });
  };
  const path = ({ id }: Named) => ({ params: { path: { run: id } } });
  const open = ({ number }: Named, project: string) =>
    void navigate({
      to: "/classifiers/$project/runs/$runId",
      params: { project, runId: String(number) },
    });

  const stop = useMutation({
    mutationFn: (run: Named) => answer(api.POST("/api/v1/classifiers/runs/{run}/stop", path(run))),
    // "Stopping…" at once; "Stopped" only when the worker has.
    onMutate: (run) => {
      for (const key of [run.id, String(run.number)])
        client.setQueryData<Run>(runKeys.one(key), (known) => known && { ...known, stopping: true });
    },
    onSettled: fresh,
    onError: (error) => sayFailed("It was not stopped.", error),
  });
  const resume = useMutation({
    mutationFn: (run: Named) => answer(api.POST("/api/v1/classifiers/runs/{run}/resume", path(run))),
    onSettled: fresh,
    onError: (error) => sayFailed("It does not go on.", error),
  });
  const rerun = useMutation({
    mutationFn: ({ run }: { run: Named; project: string }) =>
      answer(api.POST("/api/v1/classifiers/runs/{run}/rerun", path(run))),
    onSuccess: (started, { project }) => {
      say(`Run ${started.run.number} waits: the same settings, pictures and seed`);
      open(started.run, project);
    },
    onSettled: fresh,
    onError: (error) => sayFailed("It was not started again.", error),
  });
  const update = useMutation({
    mutationFn: ({ run, change }: { run: Named; change: Schemas["RunUpdate"] }) =>
      answer(api.PATCH("/api/v1/classifiers/runs/{run}", { ...path(run), body: change })),
    onSuccess: (shown) => {
      for (const key of [shown.id, String(shown.number)]) client.setQueryData(runKeys.one(key), shown);
    },
    onSettled: fresh,
    onError: (error) => sayFailed("That was not kept.", error),
  });
  /** Keeps tags, and offers those before for a while. */
  const retag = (run: RunListed, tags: string[]) =>
    update.mutate(
      { run, change: { tags } },
      {
        onSuccess: () =>
          sayWithUndo(`Tags of run ${run.number} changed`, () =>
            update.mutate({ run, change: { tags: run.tags } }),
          ),
      },
    );
  const remove = useMutation({
    mutationFn: async (runs: readonly Named[]) => {
      for (const run of runs) await answer(api.DELETE("/api/v1/classifiers/runs/{run}", path(run)));
    },
    onSuccess: (_, runs) =>
      say(runs.length === 1 ? `Run ${runs[0]?.number ?? ""} is deleted` : `${runs.length} runs are deleted`),
    onSettled: fresh,
    onError: (error) => sayFailed("It was not deleted.", error),
  });
  return { stop, resume, rerun, update, retag, remove };
}
