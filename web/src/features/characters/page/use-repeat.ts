import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { answer, api } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { sayFailed } from "@/components/toast";

import { characterKeys } from "../queries";
import { pathOf } from "../versions";

/** Trains a version again with the same pictures, words, settings and seeds, and leads to where it learns. */
export function useRepeat(id: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (number: number) =>
      answer(
        api.POST("/api/v1/characters/{id_or_name}/versions/{number}/repeat", { params: pathOf(id, number) }),
      ),
    onSuccess: ({ character }) => {
      client.setQueryData(characterKeys.one(id), character);
      void client.invalidateQueries({ queryKey: jobKeys.all });
      void navigate({ to: "/characters/$characterId/training", params: { characterId: id } });
    },
    onError: (error) => sayFailed("It does not train again.", error),
  });
}
