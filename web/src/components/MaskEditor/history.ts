export interface Point {
  x: number;
  y: number;
  /** Share of the brush, by the pressure of a pen. */
  press: number;
}

/** One act on a mask. A stroke is in pixels of the picture. */
export type Act =
  | { kind: "stroke"; erase: boolean; size: number; points: readonly Point[] }
  | { kind: "invert" }
  | { kind: "clear" };

/** What was done, and what was taken back, the last first. */
export interface History {
  done: readonly Act[];
  undone: readonly Act[];
}

export const NOTHING_DONE: History = { done: [], undone: [] };

export const did = ({ done }: History, act: Act): History => ({ done: [...done, act], undone: [] });

export function undo({ done, undone }: History): History {
  const last = done.at(-1);
  return last ? { done: done.slice(0, -1), undone: [last, ...undone] } : { done, undone };
}

export function redo({ done, undone }: History): History {
  const [next, ...rest] = undone;
  return next ? { done: [...done, next], undone: rest } : { done, undone };
}

export const SMALLEST_BRUSH = 1;
const STEP = 1.25;

/** The next larger or smaller brush: by a quarter, and at least by a pixel. */
export function resized(size: number, way: "larger" | "smaller", largest: number): number {
  const next = way === "larger" ? Math.max(size + 1, size * STEP) : Math.min(size - 1, size / STEP);
  return Math.round(Math.min(largest, Math.max(SMALLEST_BRUSH, next)));
}
