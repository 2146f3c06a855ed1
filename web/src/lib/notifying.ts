import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Notifying {
  /** Tell when long work has ended while nobody looks at the page. */
  on: boolean;
  set: (on: boolean) => void;
}

export const useNotifying = create<Notifying>()(
  persist((set) => ({ on: false, set: (on) => set({ on }) }), { name: "safelight.notifying" }),
);

/** Whether the browser can notify at all, and what the person has said. */
export function permission(): NotificationPermission | "missing" {
  return "Notification" in globalThis ? Notification.permission : "missing";
}
