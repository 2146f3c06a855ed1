import { create } from "zustand";
import { persist } from "zustand/middleware";

export const LOWEST = 96;
export const HIGHEST = 480;

interface GridSize {
  rowHeight: number;
  set: (rowHeight: number) => void;
}

/** How large this person likes the pictures of a grid. */
export const useGridSize = create<GridSize>()(
  persist((set) => ({ rowHeight: 208, set: (rowHeight) => set({ rowHeight }) }), { name: "safelight.grid" }),
);
