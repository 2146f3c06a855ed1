import type { Grid, GridCell } from "../versions";

export const MOST_CELLS = 200;
export const MOST_PROMPTS = 12;

/** Where one looks: places in the grid's own lists. */
export interface Spot {
  step: number;
  prompt: number;
  strength: number;
}

export type Across = "prompt" | "strength";

/** The cell at a place; they come by step, then prompt, then strength. */
export function cellAt(grid: Grid, { step, prompt, strength }: Spot): GridCell | undefined {
  const { prompts, strengths } = grid;
  return grid.cells[(step * prompts.length + prompt) * strengths.length + strength];
}

const LISTS = { step: "steps", prompt: "prompts", strength: "strengths" } as const;

/** One place on, or the same where there is none. */
export function moved(grid: Grid, spot: Spot, axis: keyof Spot, by: number): Spot {
  const last = grid[LISTS[axis]].length - 1;
  return { ...spot, [axis]: Math.min(last, Math.max(0, spot[axis] + by)) };
}

/** A place that the grid has, however large the one before it was. */
export function within(grid: Grid, spot: Spot): Spot {
  return (["step", "prompt", "strength"] as const).reduce((one, axis) => moved(grid, one, axis, 0), spot);
}

export function drawnCount({ cells }: Pick<Grid, "cells">): number {
  return cells.filter(({ url }) => url !== null).length;
}

/** The prompts of a field with one on each line, each once. */
export function promptLines(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter(Boolean);
}

/** What stands in the way of drawing; undefined where nothing does. */
export function askProblem(steps: number, prompts: number, strengths: number): string | undefined {
  if (steps === 0) return "Choose at least one step.";
  if (prompts === 0) return "Write at least one prompt.";
  if (prompts > MOST_PROMPTS) return `At most ${MOST_PROMPTS} prompts.`;
  if (strengths === 0) return "Choose at least one strength.";
  const all = steps * prompts * strengths;
  return all > MOST_CELLS ? `${all} pictures are more than ${MOST_CELLS}. Leave some out.` : undefined;
}
