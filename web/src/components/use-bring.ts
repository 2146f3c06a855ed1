import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { bringInput, namedPictureQuery } from "@/api/inputs";

import { sayFailed } from "./toast";

/** Brings a file to the studio, and hands on the id by which requests name it. */
export function useBring(onId: (id: string) => void) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const bring = async (files: readonly File[]) => {
    const [file] = files;
    if (!file) return;
    setBusy(true);
    try {
      const input = await bringInput(file, file.name);
      client.setQueryData(namedPictureQuery(input.id).queryKey, { ...input, name: input.filename });
      onId(input.id);
    } catch (error) {
      sayFailed("The picture was not taken.", error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, bring };
}
