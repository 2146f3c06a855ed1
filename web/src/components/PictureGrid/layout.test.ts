import { describe, expect, it } from "vitest";

import { dice, fakeShapes } from "./fakes";
import { boxesOf, lay, rowAt, rowOf, sectionAt, type Layout, type Look } from "./layout";
import { RATIOS, shapeOf } from "./shapes";

const LOOK: Look = { width: 1200, rowHeight: 200, gap: 4, heading: 44 };

function rowsOf(layout: Layout) {
  return Array.from(layout.rowTop, (top, row) => ({
    row,
    top,
    first: layout.rowStart[row]!,
    end: layout.rowStart[row + 1]!,
    height: layout.rowHeight[row]!,
  }));
}

/** Many galleries: a few pictures or many, common shapes or any, narrow and wide, low and high rows. */
function galleries(): { name: string; layout: Layout; look: Look }[] {
  const random = dice(7);
  return Array.from({ length: 150 }, (_, i) => {
    const look: Look = {
      width: 200 + Math.floor(random() * 2400),
      rowHeight: 60 + Math.floor(random() * 400),
      gap: Math.floor(random() * 10),
      heading: i % 3 === 0 ? 0 : 44,
      ...(i % 10 === 9 && { columns: 3 }),
    };
    const months = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, month) => ({
      month: `2026-0${9 - month}`,
      shapes: fakeShapes(1 + Math.floor(random() * 300), random, i % 2 === 0),
    }));
    return { name: `gallery ${i}: ${JSON.stringify(look)}`, layout: lay(months, look), look };
  });
}

describe("lay", () => {
  it.each(galleries())("puts every picture into one row, in order, without holes: $name", ({ layout }) => {
    const rows = rowsOf(layout);
    expect(rows[0]!.first).toBe(0);
    expect(rows.at(-1)!.end).toBe(layout.total);
    for (const { first, end } of rows) expect(end).toBeGreaterThan(first);
    for (const section of layout.sections) {
      expect(layout.rowStart[section.row]).toBe(section.first); // a month begins a row
      expect(layout.rowTop[section.row]).toBe(section.top + layout.look.heading);
    }
  });

  it.each(galleries())("never lets rows overlap or part: $name", ({ layout, look }) => {
    const rows = rowsOf(layout);
    const starts = new Set(layout.sections.map(({ row }) => row));
    rows.forEach(({ top, height }, i) => {
      const next = rows[i + 1]?.top ?? layout.height;
      const heading = starts.has(i + 1) ? look.heading : 0;
      expect(next - top - heading).toBeCloseTo(Math.round(height) + look.gap, 6);
    });
  });

  it.each(galleries())("fills the width, or ends a month at the wanted height: $name", ({ layout, look }) => {
    const ends = new Set(layout.sections.map(({ first, count }) => first + count));
    for (const { row, end, height } of rowsOf(layout)) {
      const boxes = boxesOf(layout, row);
      const right = boxes.at(-1)!.left + boxes.at(-1)!.width;
      expect(right).toBeLessThanOrEqual(look.width + 1);
      if (!ends.has(end)) expect(Math.abs(right - look.width)).toBeLessThanOrEqual(1);
      else if (!look.columns) expect(height).toBeLessThanOrEqual(look.rowHeight * 2);
    }
  });

  it.each(galleries())("keeps proportions: $name", ({ layout, look }) => {
    if (look.columns) return;
    for (const { row, first, height } of rowsOf(layout).slice(0, 40)) {
      boxesOf(layout, row).forEach(({ width }, i) => {
        const ratio = RATIOS[layout.shapes[first + i]!]!;
        expect(Math.abs(width - height * ratio)).toBeLessThanOrEqual(1);
      });
    }
  });

  it("keeps rows near the wanted height when there is room for several pictures", () => {
    const layout = lay([{ month: "2026-11", shapes: fakeShapes(5000, dice(3)) }], LOOK);
    const heights = Array.from(layout.rowHeight).slice(0, -1);
    expect(Math.min(...heights)).toBeGreaterThan(150);
    expect(Math.max(...heights)).toBeLessThan(260);
  });

  it("does not blow up a month of one picture", () => {
    const layout = lay([{ month: "2026-11", shapes: "g" }], LOOK);
    expect(boxesOf(layout, 0)).toEqual([{ left: 0, width: 200 }]);
  });

  it("gives a panorama wider than the grid a row of its own", () => {
    const layout = lay([{ month: "2026-11", shapes: "g_g" }], { ...LOOK, width: 320 });
    const widths = rowsOf(layout).map(({ row }) => boxesOf(layout, row).map((box) => box.width));
    expect(widths[1]).toEqual([320]);
  });

  it("lays squares in three columns", () => {
    const layout = lay([{ month: "2026-11", shapes: "gUo_g" }], { ...LOOK, width: 380, columns: 3 });
    expect(Array.from(layout.rowStart)).toEqual([0, 3, 5]);
    expect(boxesOf(layout, 0).map((box) => box.left)).toEqual([0, 128, 256]);
  });

  it("lays nothing out for nothing", () => {
    expect(lay([], LOOK)).toMatchObject({ total: 0, height: 0, sections: [] });
  });

  it("lays a million pictures out in well under a second", () => {
    const months = Array.from({ length: 100 }, (_, i) => ({
      month: `m${i}`,
      shapes: fakeShapes(10_000, dice(i)),
    }));
    const begun = performance.now();
    const layout = lay(months, LOOK);
    expect(performance.now() - begun).toBeLessThan(900);
    expect(layout.height).toBeGreaterThan(20_000_000);
  });
});

describe("finding a place", () => {
  const layout = lay(
    [
      { month: "2026-11", shapes: fakeShapes(700, dice(1)) },
      { month: "2026-10", shapes: fakeShapes(900, dice(2)) },
    ],
    LOOK,
  );

  it("finds the row of each picture", () => {
    for (const { row, first, end } of rowsOf(layout)) {
      expect(rowOf(layout, first)).toBe(row);
      expect(rowOf(layout, end - 1)).toBe(row);
    }
  });

  it("finds the row at each height", () => {
    for (const { row, top, height } of rowsOf(layout)) {
      expect(rowAt(layout, top)).toBe(row);
      expect(rowAt(layout, top + height / 2)).toBe(row);
    }
    expect(rowAt(layout, -100)).toBe(0);
    expect(rowAt(layout, 1e9)).toBe(layout.rowTop.length - 1);
  });

  it("finds the month at each height", () => {
    expect(sectionAt(layout, 0)?.month).toBe("2026-11");
    expect(sectionAt(layout, layout.sections[1]!.top - 1)?.month).toBe("2026-11");
    expect(sectionAt(layout, layout.sections[1]!.top)?.month).toBe("2026-10");
  });
});

describe("shapes", () => {
  it("writes proportions as the server does", () => {
    expect(shapeOf(512, 512)).toBe("g");
    expect(shapeOf(1024, 512)).toBe("w");
    expect(shapeOf(512, 1024)).toBe("Q");
    expect(shapeOf(10_000, 10)).toBe("_");
  });
});
