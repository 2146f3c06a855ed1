import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import type { Project } from "@/api/projects";
import { sayFailed, sayWithUndo } from "@/components/toast";

import { characterKeys, type CharacterListed } from "./queries";

type Movable = Pick<CharacterListed, "id" | "name" | "project">;

/** Puts a character into a project, or out of all of them; Undo puts it back where it was. */
export function useMove() {
  const client = useQueryClient();
  const put = async (id: string, project: string | null) => {
    await answer(
      api.PATCH("/api/v1/characters/{id_or_name}", {
        params: { path: { id_or_name: id } },
        body: { project },
      }),
    );
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
