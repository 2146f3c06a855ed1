import { useRef } from "react";

import { MOST_IDS } from "@/api/gallery";
import { number } from "@/lib/format";

import { say } from "../toast";
import { choose, type Choice } from "./choice";
import type { Pictures } from "./use-pictures";

/** Choosing from one picture to another. The range grows and shrinks with its end, and leaves what was chosen before. */
export function useRanges(pictures: Pictures, choice: Choice, onChoice: (choice: Choice) => void) {
  const range = useRef<{ from: number; before: Choice; asked: number }>(undefined);
  return {
    /** The next range begins anew. */
    end: () => void (range.current = undefined),
    extend: async (from: number, to: number) => {
      const now = (range.current ??= { from, before: choice, asked: 0 });
      const asked = (now.asked += 1);
      const [first, last] = [Math.min(now.from, to), Math.max(now.from, to)];
      const ids = await pictures.ids(first, last);
      if (now.asked !== asked || range.current !== now) return;
      onChoice(choose(now.before, ids, !now.before.all));
      if (last - first >= MOST_IDS)
        say(`A range has at most ${number(MOST_IDS)} pictures. Ctrl A chooses all.`);
    },
  };
}
