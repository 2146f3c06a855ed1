import { RATIOS, readShapes } from "./shapes";

export interface Look {
  /** Of the grid, in CSS pixels. */
  width: number;
  /** The height that rows come near to. */
  rowHeight: number;
  gap: number;
  /** Height of a month's heading; 0 for none. */
  heading: number;
  /** Squares in so many columns instead of justified rows. */
  columns?: number;
}

/** The pictures of a month, whose heading stands above their first row. */
export interface Section {
  month: string;
  first: number; // place of its first picture
  count: number;
  row: number; // its first row
  top: number; // where its heading begins
}

/** Where every picture of a roll stands. Typed arrays, so that a worker can hand it over and a million stay small. */
export interface Layout {
  look: Look;
  total: number;
  height: number;
  sections: Section[];
  shapes: Uint8Array; // by picture
  rowStart: Uint32Array; // first picture of each row, and the total at the end
  rowTop: Float64Array;
  rowHeight: Float32Array; // exact; shown rounded
}

export interface Box {
  left: number;
  width: number;
}

const LOOSEST = 1.25; // a last row is stretched to the full width up to so much above the wanted height

/** Justified rows with true proportions, month by month; or squares. */
export function lay(months: readonly { month: string; shapes: string }[], look: Look): Layout {
  const total = months.reduce((sum, { shapes }) => sum + shapes.length, 0);
  const shapes = new Uint8Array(total);
  const rows = new Rows(shapes, look);
  const sections: Section[] = [];
  let first = 0;
  for (const { month, shapes: letters } of months) {
    readShapes(letters, shapes, first);
    sections.push({ month, first, count: letters.length, row: rows.count, top: rows.top });
    rows.top += look.heading;
    rows.fill(first, first + letters.length);
    first += letters.length;
  }
  return { look, total, height: rows.top, sections, shapes, ...rows.arrays(total) };
}

class Rows {
  count = 0;
  top = 0;
  private readonly start: Uint32Array;
  private readonly tops: Float64Array;
  private readonly heights: Float32Array;

  constructor(
    private readonly shapes: Uint8Array,
    private readonly look: Look,
  ) {
    this.start = new Uint32Array(shapes.length + 1);
    this.tops = new Float64Array(shapes.length);
    this.heights = new Float32Array(shapes.length);
  }

  fill(from: number, to: number): void {
    if (this.look.columns) this.fillSquares(from, to, this.look.columns);
    else this.fillJustified(from, to);
  }

  arrays(total: number) {
    const rowStart = this.start.slice(0, this.count + 1);
    rowStart[this.count] = total;
    return {
      rowStart,
      rowTop: this.tops.slice(0, this.count),
      rowHeight: this.heights.slice(0, this.count),
    };
  }

  private fillSquares(from: number, to: number, columns: number): void {
    const side = (this.look.width - this.look.gap * (columns - 1)) / columns;
    for (let first = from; first < to; first += columns) this.close(first, side);
  }

  private fillJustified(from: number, to: number): void {
    const { width, gap, rowHeight: wanted } = this.look;
    const heightOf = (pictures: number, ratios: number) => (width - gap * (pictures - 1)) / ratios;
    let first = from;
    let ratios = 0;
    for (let i = from; i < to; i += 1) {
      const ratio = RATIOS[this.shapes[i] ?? 0] ?? 1;
      const before = heightOf(i - first, ratios);
      ratios += ratio;
      const height = heightOf(i - first + 1, ratios);
      if (height > wanted) continue;
      if (i > first && before / wanted < wanted / height) {
        this.close(first, before);
        first = i;
        ratios = ratio;
        if (heightOf(1, ratio) > wanted) continue;
      }
      this.close(first, heightOf(i - first + 1, ratios));
      first = i + 1;
      ratios = 0;
    }
    if (first === to) return;
    const full = heightOf(to - first, ratios);
    this.close(first, full <= wanted * LOOSEST ? full : wanted);
  }

  private close(first: number, height: number): void {
    this.start[this.count] = first;
    this.tops[this.count] = this.top;
    this.heights[this.count] = height;
    this.count += 1;
    this.top += Math.round(height) + this.look.gap;
  }
}

/** Where the pictures of a row stand in it, on whole pixels; a full row ends exactly at the grid's edge. */
export function boxesOf({ look, shapes, rowStart, rowHeight }: Layout, row: number): Box[] {
  const boxes: Box[] = [];
  const height = rowHeight[row] ?? 0;
  let left = 0;
  for (let i = rowStart[row] ?? 0; i < (rowStart[row + 1] ?? 0); i += 1) {
    const right = left + height * (look.columns ? 1 : (RATIOS[shapes[i] ?? 0] ?? 1));
    boxes.push({ left: Math.round(left), width: Math.round(right) - Math.round(left) });
    left = right + look.gap;
  }
  return boxes;
}

/** The last index whose value is not above `value`; 0 if all are. */
export function lastNotAbove(values: ArrayLike<number>, value: number, length = values.length): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The row that a picture stands in. */
export function rowOf({ rowStart }: Layout, place: number): number {
  return lastNotAbove(rowStart, place, rowStart.length - 1);
}

/** The row at a height; what lies above the first is the first. */
export function rowAt({ rowTop }: Layout, y: number): number {
  return lastNotAbove(rowTop, y);
}

/** The month that is at a height. */
export function sectionAt({ sections }: Layout, y: number): Section | undefined {
  return sections.findLast(({ top }) => top <= y) ?? sections[0];
}
