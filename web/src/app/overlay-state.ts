import { create } from "zustand";

interface OverlayState {
  open: "palette" | "shortcuts" | null;
  show: (open: OverlayState["open"]) => void;
}

export const useOverlays = create<OverlayState>()((set) => ({ open: null, show: (open) => set({ open }) }));
