import { useEffect } from "react";
import { create } from "zustand";

interface PageTitle {
  /** The name of the thing the page shows, after the section's name in the head; null for the section itself. */
  name: string | null;
  set: (name: string | null) => void;
}

export const usePageTitleStore = create<PageTitle>()((set) => ({ name: null, set: (name) => set({ name }) }));

/** Names what the page shows: the head reads "Characters / Ada", the tab "Ada · Safelight". */
export function usePageTitle(name: string | null | undefined): void {
  useEffect(() => {
    usePageTitleStore.getState().set(name ?? null);
    return () => usePageTitleStore.getState().set(null);
  }, [name]);
}
