import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Panel {
  /** The recipe stands beside the picture. */
  info: boolean;
  toggle: () => void;
}

export const usePanel = create<Panel>()(
  persist((set) => ({ info: true, toggle: () => set(({ info }) => ({ info: !info })) }), {
    name: "safelight.picture",
  }),
);
