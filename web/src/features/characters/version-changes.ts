import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { say, sayFailed } from "@/components/toast";

import { characterKeys } from "./queries";

const of = (id: string, number: number) => ({ path: { id_or_name: id, number } });

/** Which version pictures are made with, and versions that go. */
export function useVersionChanges(id: string) {
  const client = useQueryClient();
  const use = useMutation({
    mutationFn: (number: number) =>
      answer(api.POST("/api/v1/characters/{id_or_name}/versions/{number}/use", { params: of(id, number) })),
    onSuccess: (character) => {
      client.setQueryData(characterKeys.one(id), character);
      say(`Version ${character.version} is in use`);
    },
    onError: (error) => sayFailed("The version in use was not changed.", error),
  });
  const remove = useMutation({
    mutationFn: (number: number) =>
      answer(api.DELETE("/api/v1/characters/{id_or_name}/versions/{number}", { params: of(id, number) })),
    onSuccess: () => client.invalidateQueries({ queryKey: characterKeys.all }),
    onError: (error) => sayFailed("The version was not deleted.", error),
  });
  return { use, remove };
}
