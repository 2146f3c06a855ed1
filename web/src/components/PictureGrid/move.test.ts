import { describe, expect, it } from "vitest";

import { dice, fakeShapes } from "./fakes";
import { boxesOf, lay, rowOf } from "./layout";
import { move, type Cursor, type Step } from "./move";

const layout = lay(
  [
    { month: "2026-11", shapes: fakeShapes(203, dice(1)) },
    { month: "2026-10", shapes: "g" },
    { month: "2026-09", shapes: fakeShapes(300, dice(2)) },
  ],
  { width: 1200, rowHeight: 200, gap: 4, heading: 44 },
);
const PAGE = 850;

const go = (from: Cursor, ...steps: Step[]) => steps.reduce((at, step) => move(layout, at, step, PAGE), from);

describe("move", () => {
  it("goes through all pictures to the right, and back", () => {
    let at: Cursor = { place: 0 };
    for (let i = 0; i < layout.total + 3; i += 1) at = go(at, "right");
    expect(at.place).toBe(layout.total - 1);
    for (let i = 0; i < layout.total + 3; i += 1) at = go(at, "left");
    expect(at.place).toBe(0);
  });

  it("goes down to the picture that lies below", () => {
    const row = 2;
    const place = layout.rowStart[row]! + 2;
    const from = boxesOf(layout, row)[2]!;
    const below = go({ place }, "down");
    expect(rowOf(layout, below.place)).toBe(row + 1);
    const box = boxesOf(layout, row + 1)[below.place - layout.rowStart[row + 1]!]!;
    expect(Math.abs(box.left + box.width / 2 - (from.left + from.width / 2))).toBeLessThan(box.width);
  });

  it("comes back up along the same column, through a row of one picture", () => {
    const row = layout.sections[1]!.row - 2;
    const place = layout.rowStart[row]! + 4;
    const there = go({ place }, "down", "down", "down");
    expect(go(there, "up", "up", "up").place).toBe(place);
  });

  it("stays at the edges", () => {
    expect(go({ place: 3 }, "up").place).toBe(3);
    expect(go({ place: layout.total - 1 }, "down").place).toBe(layout.total - 1);
  });

  it("goes a screen down, and to the ends", () => {
    const from = layout.rowStart[3]!;
    const down = rowOf(layout, go({ place: from }, "pageDown").place);
    expect(down).toBeGreaterThan(5);
    expect(layout.rowTop[down]! - layout.rowTop[3]!).toBeLessThanOrEqual(PAGE);
    expect(rowOf(layout, go({ place: from }, "pageDown", "pageUp").place)).toBeLessThanOrEqual(4);
    expect(go({ place: from }, "last").place).toBe(layout.total - 1);
    expect(go({ place: from }, "first").place).toBe(0);
  });

  it("always moves a row by page keys, however low the screen", () => {
    expect(rowOf(layout, move(layout, { place: 0 }, "pageDown", 10).place)).toBe(1);
  });
});
