import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { projectsQuery } from "@/api/projects";

import { sayFailed } from "../toast";

/** What lies in projects and shows their names. */
const GATHERED = [["characters"], ["datasets"], ["classifiers"]];

const of = (id: string) => ({ path: { id_or_name: id } });

/** Making, naming and deleting projects; the list that stands behind a dialog is right when it closes. */
export function useProjectChanges() {
  const client = useQueryClient();
  const fresh = async () => {
    await client.invalidateQueries({ queryKey: projectsQuery.queryKey });
    for (const queryKey of GATHERED) void client.invalidateQueries({ queryKey });
  };
  const make = useMutation({
    mutationFn: (name: string) => answer(api.POST("/api/v1/projects", { body: { name, description: "" } })),
    onSuccess: fresh,
  });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      answer(api.PATCH("/api/v1/projects/{id_or_name}", { params: of(id), body: { name } })),
    onSuccess: fresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => answer(api.DELETE("/api/v1/projects/{id_or_name}", { params: of(id) })),
    onSuccess: fresh,
    onError: (error) => sayFailed("The project was not deleted.", error),
  });
  return { make, rename, remove };
}
