import { create } from "zustand";
import { persist } from "zustand/middleware";

export type Theme = "dark" | "light" | "system";
export type Surround = "dark" | "grey" | "light";

interface Looks {
  theme: Theme;
  surround: Surround;
  density: "normal" | "tight";
  motion: "system" | "none";
  railFolded: boolean;
  set: (change: Partial<Omit<Looks, "set">>) => void;
}

/** How this browser shows the studio. public/theme.js reads the same key before the first paint. */
export const useLooks = create<Looks>()(
  persist(
    (set) => ({
      theme: "dark",
      surround: "dark",
      density: "normal",
      motion: "system",
      railFolded: globalThis.innerWidth < 1024,
      set: (change) => set(change),
    }),
    { name: "safelight.looks" },
  ),
);

const SURROUNDS: readonly Surround[] = ["dark", "grey", "light"];

/** The next of the three stages that pictures are looked at on. */
export function cycleSurround(): void {
  const { surround, set } = useLooks.getState();
  set({ surround: SURROUNDS[(SURROUNDS.indexOf(surround) + 1) % SURROUNDS.length] ?? "dark" });
}

function show({ theme, density, motion }: Looks) {
  Object.assign(document.documentElement.dataset, { theme, density, motion });
}

/** Keeps the document as the looks say; returns what stops it. */
export function applyLooks(): () => void {
  show(useLooks.getState());
  return useLooks.subscribe(show);
}
