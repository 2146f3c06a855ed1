import { useState } from "react";

import type { Schemas } from "@/api/client";
import { useBring } from "@/components/use-bring";

import { withoutImage } from "./form";
import { readRecipe } from "./queries";
import { useForm } from "./store";

export interface RecipeNews {
  file: File;
  read?: Schemas["RecipeRead"];
  error?: unknown;
}

/** Takes a picture's recipe into the form, and tells what came of it. */
export function useRecipeDrop() {
  const [news, setNews] = useState<RecipeNews | null>(null);
  const { fill, change } = useForm();
  const { busy, bring } = useBring((image) => {
    change({ ...withoutImage(), image });
    setNews(null);
  });
  const take = async (files: readonly File[]) => {
    const [file] = files;
    if (!file) return;
    try {
      const read = await readRecipe(file);
      if (read.spec) fill(read.spec);
      setNews({ file, read });
    } catch (error) {
      setNews({ file, error });
    }
  };
  return {
    news,
    take,
    clear: () => setNews(null),
    bringing: busy,
    /** The dropped picture itself is where the next ones start. */
    startFrom: () => news && void bring([news.file]),
  };
}
