import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Captionings {
  /** The captioning of each character that was begun and is not yet decided about, by the id of its job. */
  jobs: Readonly<Record<string, string>>;
  begin: (character: string, job: string) => void;
  forget: (character: string) => void;
}

/** Kept in this browser, so that a captioning is found again after a reload, or in another page. */
export const useCaptionings = create<Captionings>()(
  persist(
    (set) => ({
      jobs: {},
      begin: (character, job) => set(({ jobs }) => ({ jobs: { ...jobs, [character]: job } })),
      forget: (character) =>
        set(({ jobs }) => ({
          jobs: Object.fromEntries(Object.entries(jobs).filter(([id]) => id !== character)),
        })),
    }),
    { name: "safelight.captionings" },
  ),
);
