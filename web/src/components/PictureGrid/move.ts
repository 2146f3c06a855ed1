import { boxesOf, rowAt, rowOf, type Layout } from "./layout";

export type Step = "left" | "right" | "up" | "down" | "pageUp" | "pageDown" | "first" | "last";

/** Where the keyboard is: a picture, and the column it came along while it moves up and down. */
export interface Cursor {
  place: number;
  x?: number;
}

function centreOf(layout: Layout, place: number): number {
  const row = rowOf(layout, place);
  const box = boxesOf(layout, row)[place - (layout.rowStart[row] ?? 0)];
  return box ? box.left + box.width / 2 : 0;
}

/** The picture of a row whose middle is nearest to `x`. */
function nearest(layout: Layout, row: number, x: number): number {
  const boxes = boxesOf(layout, row);
  const away = boxes.map(({ left, width }) => Math.abs(left + width / 2 - x));
  return (layout.rowStart[row] ?? 0) + away.indexOf(Math.min(...away));
}

/** One step of an arrow key, by what lies there on the screen and not by number. `page` is a screen's height. */
export function move(layout: Layout, cursor: Cursor, step: Step, page: number): Cursor {
  const last = layout.total - 1;
  const { place } = cursor;
  if (step === "first") return { place: 0 };
  if (step === "last") return { place: last };
  if (step === "left") return { place: Math.max(0, place - 1) };
  if (step === "right") return { place: Math.min(last, place + 1) };
  const x = cursor.x ?? centreOf(layout, place);
  const row = rowOf(layout, place);
  const lastRow = layout.rowTop.length - 1;
  const top = layout.rowTop[row] ?? 0;
  const target = {
    up: row - 1,
    down: row + 1,
    pageUp: Math.min(row - 1, rowAt(layout, top - page)),
    pageDown: Math.max(row + 1, rowAt(layout, top + page)),
  }[step];
  const next = Math.min(lastRow, Math.max(0, target));
  return next === row ? { place, x } : { place: nearest(layout, next, x), x };
}
