import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { answer, api, idempotent, type Schemas } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { say, sayFailed, sayWithUndo } from "@/components/toast";

import { setupKeys, type SetupListed } from "./queries";

/** What can be done with setups. */
export function useSetupActs(project: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const fresh = () => client.invalidateQueries({ queryKey: setupKeys.all });
  const of = (id: string) => ({ params: { path: { config_id: id } } });
  const make = useMutation({
    mutationFn: (body: Schemas["ConfigCreate"]) => answer(api.POST("/api/v1/classifiers/configs", { body })),
    onSettled: fresh,
  });
  const keep = useMutation({
    mutationFn: ({ id, ...body }: Schemas["ConfigUpdate"] & { id: string }) =>
      answer(api.PATCH("/api/v1/classifiers/configs/{config_id}", { ...of(id), body })),
    onSuccess: (setup) => client.setQueryData(setupKeys.one(setup.id), setup),
    onSettled: fresh,
  });
  const clone = useMutation({
    mutationFn: ({ id }: SetupListed) =>
      answer(
        api.POST("/api/v1/classifiers/configs/{config_id}/clone", { ...of(id), body: { settings: {} } }),
      ),
    onSuccess: ({ id }) =>
      void navigate({ to: "/classifiers/$project/setups/$setupId", params: { project, setupId: id } }),
    onError: (error) => sayFailed("It was not copied.", error),
    onSettled: fresh,
  });
  const remove = useMutation({
    mutationFn: ({ id }: SetupListed) =>
      answer(api.DELETE("/api/v1/classifiers/configs/{config_id}", of(id))),
    onSuccess: (_done, { name, description, project: gathers, dataset, changed }) =>
      sayWithUndo(`${name} is deleted`, () => {
        make.mutate({
          name,
          description,
          settings: changed,
          ...(gathers && { project: gathers.id }),
          ...(dataset && { dataset: dataset.id }),
        });
      }),
    onError: (error) => sayFailed("It was not deleted.", error),
    onSettled: fresh,
  });
  const begun = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["classifiers", "runs"] }),
      client.invalidateQueries({ queryKey: jobKeys.all }),
    ]);
  const start = useMutation({
    mutationFn: (body: Schemas["RunStart"]) =>
      answer(api.POST("/api/v1/classifiers/runs", { body, headers: idempotent() })),
    onSuccess: ({ run }) =>
      void navigate({
        to: "/classifiers/$project/runs/$runId",
        params: { project, runId: String(run.number) },
      }),
    onSettled: begun,
  });
  const sweep = useMutation({
    mutationFn: (body: Schemas["SweepStart"]) =>
      answer(api.POST("/api/v1/classifiers/sweeps", { body, headers: idempotent() })),
    onSuccess: ({ id, name, run_count: runs }) => {
      say(`${name}: ${runs} runs wait`);
      void navigate({ to: "/classifiers/$project/runs", params: { project }, search: { sweep: id } });
    },
    onSettled: begun,
  });
  return { make, keep, clone, remove, start, sweep };
}
