import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";

import type { WorkKind, WorkPicture } from "@/components/PictureWork/WorkOnPicture";

import { EMPTY, fromSpec, type Form, type Spec } from "./form";

interface CreateForm {
  form: Form;
  change: (part: Partial<Form>) => void;
  fill: (spec: Spec) => void;
  reset: () => void;
}

/** The form as it was left: kept in this browser with every keystroke, and restored without a word. */
export const useForm = create<CreateForm>()(
  persist(
    (set) => ({
      form: EMPTY,
      change: (part) => set(({ form }) => ({ form: { ...form, ...part } })),
      fill: (spec) => set({ form: fromSpec(spec) }),
      reset: () => set({ form: EMPTY }),
    }),
    {
      name: "safelight.create",
      version: 1,
      partialize: ({ form }) => ({ form }),
      // A field that is new since then has its default.
      merge: (kept, now) => ({
        ...now,
        form: { ...EMPTY, ...(kept as { form?: Partial<Form> } | undefined)?.form },
      }),
    },
  ),
);

/** How pictures are asked for: by a request, or from one that is there. */
export type Ask = { spec: Spec } | { again: string; seed: "same" | "new"; sha256: string };

export interface Shape {
  n: number;
  width: number;
  height: number;
}

export interface Batch {
  /** Made here, so that a second click or another try asks for the same pictures. */
  key: string;
  /** Null for one that was made before and is only looked at. */
  ask: Ask | null;
  /** What is expected, until the server says what it plans. */
  shape: Shape;
  generationId: string | null;
  error: unknown;
}

interface Session {
  /** What was asked for in this tab, newest first. */
  batches: readonly Batch[];
  /** The batch that a person has chosen to look at; null shows what happens now. */
  shown: Batch | null;
  /** The picture that keys act on, by its seed. */
  current: number | null;
  /** It is shown large. */
  large: boolean;
  /** The request that is shown as code. */
  copying: Spec | null;
  /** What is made of a picture, in its sheet. */
  working: { kind: WorkKind; picture: WorkPicture } | null;
  add: (batch: Batch) => void;
  settle: (key: string, change: Partial<Batch>) => void;
  remove: (key: string) => void;
  show: (batch: Batch | null, seed?: number | null) => void;
  point: (seed: number | null) => void;
  enlarge: (large: boolean) => void;
  copy: (spec: Spec | null) => void;
  work: (working: Session["working"]) => void;
}

const KEPT = 40;

export const useSession = create<Session>()(
  persist(
    (set) => ({
      batches: [],
      shown: null,
      current: null,
      large: false,
      copying: null,
      working: null,
      add: (batch) =>
        set(({ batches }) => ({ batches: [batch, ...batches].slice(0, KEPT), shown: null, current: null })),
      settle: (key, change) =>
        set(({ batches, shown }) => ({
          batches: batches.map((batch) => (batch.key === key ? { ...batch, ...change } : batch)),
          shown: shown?.key === key ? { ...shown, ...change } : shown,
        })),
      remove: (key) =>
        set(({ batches, shown }) => ({
          batches: batches.filter((batch) => batch.key !== key),
          shown: shown?.key === key ? null : shown,
        })),
      show: (shown, seed = null) => set({ shown, current: seed }),
      point: (current) => set({ current }),
      enlarge: (large) => set({ large }),
      copy: (copying) => set({ copying }),
      work: (working) => set({ working }),
    }),
    {
      name: "safelight.session",
      version: 1,
      storage: createJSONStorage(() => sessionStorage),
      // What the server does not have cannot be looked at again.
      partialize: ({ batches }) => ({ batches: batches.filter(({ generationId }) => generationId !== null) }),
    },
  ),
);
