import { useState } from "react";

import type { Schemas } from "@/api/client";

import { readRecipe } from "./queries";
import { useForm } from "./store";

export interface RecipeNews {
  name: string;
  read?: Schemas["RecipeRead"];
  error?: unknown;
}

/** Takes a picture's recipe into the form, and tells what came of it. */
export function useRecipeDrop() {
  const [news, setNews] = useState<RecipeNews | null>(null);
  const fill = useForm((state) => state.fill);
  const take = async (files: readonly File[]) => {
    const [file] = files;
    if (!file) return;
    try {
      const read = await readRecipe(file);
      if (read.spec) fill(read.spec);
      setNews({ name: file.name, read });
    } catch (error) {
      setNews({ name: file.name, error });
    }
  };
  return { news, take, clear: () => setNews(null) };
}
