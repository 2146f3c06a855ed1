import type { Section } from "./layout";

interface Mark {
  month: string;
  y: number;
  year: boolean; // the year is written, not the month
}

const APART = 18; // pixels between two words

/** The words on the rail: each year first, then as many months as there is room for. */
export function marksOf(sections: readonly Section[], longest: number, height: number): Mark[] {
  const all = sections.map(({ month, top }, i) => ({
    month,
    y: Math.min(1, top / longest) * height,
    year: sections[i - 1]?.month.slice(0, 4) !== month.slice(0, 4),
  }));
  const placed: Mark[] = [];
  const free = (y: number) => placed.every((mark) => Math.abs(mark.y - y) >= APART);
  for (const year of [true, false])
    for (const mark of all) if (mark.year === year && free(mark.y)) placed.push(mark);
  return placed.sort((a, b) => a.y - b.y);
}
