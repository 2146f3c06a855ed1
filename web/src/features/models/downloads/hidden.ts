import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Hidden {
  ids: readonly string[];
  hide: (id: string) => void;
  /** It was asked for again. */
  show: (id: string) => void;
}

const KEPT = 100;

/** Downloads that were thrown away: the server remembers that they were, this browser that nobody wants to see them. */
export const useHiddenDownloads = create<Hidden>()(
  persist(
    (set) => ({
      ids: [],
      hide: (id) => set(({ ids }) => ({ ids: [...ids, id].slice(-KEPT) })),
      show: (id) => set(({ ids }) => ({ ids: ids.filter((each) => each !== id) })),
    }),
    { name: "safelight.hidden-downloads" },
  ),
);
