import { useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { upload } from "@/api/upload";
import { sayFailed, sayWithUndo } from "@/components/toast";

import { showReference } from "../../changes";
import type { Reference } from "../../queries";

/** As often as the server repeats a picture at most. */
export const MOST_REPEATS = 100;

/** Gives a picture a mask, or takes it away; Undo brings back the one before. */
export function useMask(character: string, reference: Reference) {
  const client = useQueryClient();
  const path = { id_or_name: character, reference_id: reference.id };
  const put = async (file: Blob) => {
    const body = new FormData();
    body.set("file", file, "mask.png");
    const url = `/api/v1/characters/${encodeURIComponent(character)}/references/${reference.id}/mask`;
    showReference(client, character, await upload<Reference>(url, body, { method: "PUT" }));
  };
  const remove = async () => {
    const before = reference.mask_url && (await (await fetch(reference.mask_url)).blob());
    await answer(
      api.DELETE("/api/v1/characters/{id_or_name}/references/{reference_id}/mask", { params: { path } }),
    );
    showReference(client, character, { id: reference.id, mask_url: null });
    if (before)
      sayWithUndo(`The mask of ${reference.filename} is gone`, () => {
        put(before).catch((error: unknown) => sayFailed("The mask was not put back.", error));
      });
  };
  return {
    /** Null takes it away. Throws what the server refuses. */
    keep: (mask: Blob | null) => {
      if (mask) return put(mask);
      return reference.mask_url ? remove() : Promise.resolve();
    },
  };
}
