import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { answer, api } from "@/api/client";
import { sayFailed } from "@/components/toast";

import { bringFiles } from "./draft/uploads";
import { characterKeys } from "./queries";

/** Begins a character with its first pictures: from then on it has an address of its own. */
export function useStartDraft() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (files: readonly File[]) => {
      const draft = await answer(api.POST("/api/v1/characters/drafts", { body: {} }));
      return { draft, files };
    },
    onSuccess: ({ draft, files }) => {
      client.setQueryData(characterKeys.one(draft.id), draft);
      bringFiles(client, draft.id, files);
      void navigate({ to: "/characters/new/$draftId", params: { draftId: draft.id } });
    },
    onError: (error) => sayFailed("The new character was not begun.", error),
  });
}

/** Files dropped anywhere: a LoRA file, or pictures. */
export function sortFiles(files: readonly File[]): { lora: File | undefined; pictures: File[] } {
  const isLora = (file: File) => file.name.toLowerCase().endsWith(".safetensors");
  return { lora: files.find(isLora), pictures: files.filter((file) => !isLora(file)) };
}
