import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";

import { pathOf, versionKeys, type GridAsk } from "../versions";

/** Has a grid drawn; one that is drawn already comes back as it is. */
export function useDrawGrid(id: string, number: number, onDrawn: (job: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: GridAsk) =>
      answer(
        api.POST("/api/v1/characters/{id_or_name}/versions/{number}/grids", {
          params: pathOf(id, number),
          body,
        }),
      ),
    onSuccess: (grid) => {
      client.setQueryData(versionKeys.grid(id, number, grid.job_id), grid);
      void client.invalidateQueries({ queryKey: versionKeys.grids(id, number), exact: true });
      onDrawn(grid.job_id);
    },
    onError: (error) => sayFailed("The grid is not drawn.", error),
  });
}

export function useCancelGrid(id: string, number: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (job: string) =>
      answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: job } } })),
    onSettled: () => client.invalidateQueries({ queryKey: versionKeys.grids(id, number) }),
    onError: (error) => sayFailed("It was not stopped.", error),
  });
}
