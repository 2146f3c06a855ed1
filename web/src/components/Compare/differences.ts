import type { PictureDetail } from "@/api/gallery";

import { allFacts, type Fact } from "../LargeView/recipe-facts";

/** One value of several recipes; undefined where a recipe has none of it. */
export interface Difference {
  key: string;
  label: string;
  values: (string | undefined)[];
  differs: boolean;
}

const ALWAYS_DIFFER = new Set(["id", "made"]);

/** What the recipes of these pictures have in common and in which values they differ. */
export function differences(pictures: readonly PictureDetail[]): Difference[] {
  const known = new Map<string, Fact>();
  const each = pictures.map((picture) => {
    const facts = new Map<string, Fact>();
    const seen = new Map<string, number>();
    for (const fact of allFacts(picture)) {
      // Two LoRAs have two strengths: the first beside the first, the second beside the second.
      const times = (seen.get(fact.label) ?? 0) + 1;
      seen.set(fact.label, times);
      const key = `${fact.label} ${times}`;
      facts.set(key, fact);
      if (!known.has(key)) known.set(key, fact);
    }
    return facts;
  });
  return [...known]
    .filter(([, { key }]) => !ALWAYS_DIFFER.has(key))
    .map(([key, { label }]) => {
      const values = each.map((facts) => facts.get(key)?.value);
      return { key, label, values, differs: new Set(values).size > 1 };
    });
}
