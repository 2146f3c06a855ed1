import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Schemas } from "@/api/client";
import { sayFailed, sayWithUndo } from "@/components/toast";
import { count } from "@/lib/format";

import { changeCaptions, savingKey } from "../changes";
import { characterKeys } from "../queries";

type Change = Pick<Schemas["CaptionChange"], "id" | "before" | "after">;

/** What captions were before some changes, as the server takes them. */
export function captionsBefore(changes: readonly Change[]): Record<string, string> {
  return Object.fromEntries(changes.map(({ id, before }) => [id, before ?? ""]));
}

/** Writes captions that were looked at; Undo brings back those before. */
export function useTakeCaptions(character: string) {
  const client = useQueryClient();
  const write = async (captions: Record<string, string>) => {
    await changeCaptions(character, { captions });
    await client.invalidateQueries({ queryKey: characterKeys.one(character) });
  };
  return useMutation({
    mutationKey: savingKey(character),
    mutationFn: (changes: readonly Change[]) =>
      write(Object.fromEntries(changes.map(({ id, after }) => [id, after ?? ""]))),
    onSuccess: (_done, changes) =>
      sayWithUndo(`${count(changes.length, "caption")} changed`, () => {
        write(captionsBefore(changes)).catch((error: unknown) =>
          sayFailed("The captions were not put back.", error),
        );
      }),
  });
}
