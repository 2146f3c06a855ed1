import { useQueryClient } from "@tanstack/react-query";

import { say, sayFailed, sayWithUndo } from "@/components/toast";

import { useRemoveReference } from "../changes";
import type { Reference } from "../queries";
import { bringBack } from "./uploads";

/** The picture itself, so that it can come back; undefined where it cannot be read from here. */
async function contentOf({ url, filename }: Reference): Promise<File | undefined> {
  try {
    const response = await fetch(url);
    if (!response.ok) return undefined;
    const content = await response.blob();
    return new File([content], filename, { type: content.type });
  } catch {
    return undefined;
  }
}

/** Removes a picture at once; Undo brings it back as it was, with its caption. */
export function useRemoveWithUndo(id: string) {
  const client = useQueryClient();
  const remove = useRemoveReference(id);
  return async (reference: Reference) => {
    const content = await contentOf(reference);
    try {
      await remove.mutateAsync(reference);
    } catch (error) {
      sayFailed(`${reference.filename} was not removed.`, error);
      return;
    }
    const said = `${reference.filename} removed`;
    if (content) sayWithUndo(said, () => bringBack(client, id, content, reference.caption));
    else say(said);
  };
}
