import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed, sayWithUndo } from "@/components/toast";

import { characterKeys, type CharacterListed } from "./queries";

export type Project = Schemas["ProjectShown"];

const KEY = ["projects"] as const;

export const projectsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/projects", { signal }))).items,
});

const of = (id: string) => ({ path: { id_or_name: id } });

/** Making, naming and deleting projects; the list that stands behind a dialog is right when it closes. */
export function useProjectChanges() {
  const client = useQueryClient();
  const fresh = async () => {
    await client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: characterKeys.all });
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

type Movable = Pick<CharacterListed, "id" | "name" | "project">;

/** Puts a character into a project, or out of all of them; Undo puts it back where it was. */
export function useMove() {
  const client = useQueryClient();
  const put = async (id: string, project: string | null) => {
    await answer(api.PATCH("/api/v1/characters/{id_or_name}", { params: of(id), body: { project } }));
    await client.invalidateQueries({ queryKey: characterKeys.all });
  };
  return useMutation({
    mutationFn: ({ character, project }: { character: Movable; project: Project | null }) =>
      put(character.id, project?.id ?? null),
    onSuccess: (_done, { character: { id, name, project: before }, project }) =>
      sayWithUndo(project ? `${name} is in ${project.name}` : `${name} is in no project`, () => {
        put(id, before?.id ?? null).catch((error: unknown) => sayFailed("It was not moved back.", error));
      }),
    onError: (error) => sayFailed("It was not moved.", error),
  });
}
