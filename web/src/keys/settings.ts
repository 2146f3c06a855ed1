import { create } from "zustand";
import { persist } from "zustand/middleware";

import { keys } from "./registry";

interface KeySettings {
  /** Shortcuts of one plain character; they can be turned off (WCAG 2.1.4). */
  singleKeys: boolean;
  /** Keys a person has chosen, by the shortcut's id. */
  overrides: Record<string, string>;
  setSingleKeys: (on: boolean) => void;
  remap: (id: string, to: string | null) => void;
}

export const useKeySettings = create<KeySettings>()(
  persist(
    (set) => ({
      singleKeys: true,
      overrides: {},
      setSingleKeys: (singleKeys) => set({ singleKeys }),
      remap: (id, to) =>
        set(({ overrides: { [id]: _, ...rest } }) => ({
          overrides: to === null ? rest : { ...rest, [id]: to },
        })),
    }),
    { name: "safelight.keys" },
  ),
);

function follow({ singleKeys, overrides }: KeySettings): void {
  Object.assign(keys, { singleKeys, overrides });
}

/** Makes the registry follow the settings; returns what stops it. */
export function applyKeySettings(): () => void {
  follow(useKeySettings.getState());
  return useKeySettings.subscribe(follow);
}
