import { useSyncExternalStore } from "react";

/** Whether the media query holds; follows it. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** The phone's layout: below 640 px, which is also 400 % zoom on a desk. */
export function useNarrow(): boolean {
  return useMedia("(max-width: 639px)");
}
