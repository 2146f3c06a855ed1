import { lastNotAbove } from "./layout";

/** A month as the server's skeleton has it, newest first: a letter for each picture, an id for every 200th. */
export interface SkeletonMonth {
  month: string;
  count: number;
  shapes: string;
  anchors: readonly string[];
}

/** A run of pictures whose details are asked for together. */
export interface Span {
  name: string; // another one if it holds other pictures
  month: string;
  from: string; // id of its first picture
  first: number; // its place in the roll
  count: number;
}

/** All pictures that pass a filter, in order, before anything but their shapes is known. */
export interface Roll {
  total: number;
  months: readonly { month: string; shapes: string }[];
  spans: readonly Span[];
  starts: readonly number[]; // `first` of each span, to search in
}

const SPAN = 200;

export const EMPTY_ROLL: Roll = { total: 0, months: [], spans: [], starts: [] };

export function rollOf(skeleton: { months: readonly SkeletonMonth[] }): Roll {
  const spans: Span[] = [];
  let first = 0;
  for (const { month, shapes, anchors } of skeleton.months) {
    anchors.forEach((from, i) => {
      const count = Math.min(SPAN, shapes.length - i * SPAN);
      const name = `${from} ${count} ${anchors[i + 1] ?? ""}`;
      spans.push({ name, month, from, first: first + i * SPAN, count });
    });
    first += shapes.length;
  }
  return madeOf(
    skeleton.months.map(({ month, shapes }) => ({ month, shapes })),
    spans,
  );
}

function madeOf(months: Roll["months"], spans: readonly Span[]): Roll {
  const last = spans.at(-1);
  return {
    total: last ? last.first + last.count : 0,
    months,
    spans,
    starts: spans.map(({ first }) => first),
  };
}

/** Whether two rolls show the same, whichever ids their spans begin with. */
export function sameRoll(a: Roll, b: Roll): boolean {
  return (
    a.total === b.total &&
    a.months.length === b.months.length &&
    a.months.every(({ month, shapes }, i) => {
      const other = b.months[i];
      return other?.month === month && other.shapes === shapes;
    })
  );
}

/** The spans that the pictures from `first` to `last` lie in. */
export function spansIn({ spans, starts }: Roll, first: number, last: number): readonly Span[] {
  if (spans.length === 0 || last < first) return [];
  return spans.slice(lastNotAbove(starts, first), lastNotAbove(starts, last) + 1);
}

/** The span that a picture is in if the roll has it: ids sort by age, newest first. */
export function spanOf({ spans }: Roll, id: string): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.from ?? "") >= id) low = middle;
    else high = middle - 1;
  }
  return spans[low];
}

/** The roll without the pictures at these places. */
export function without(roll: Roll, places: readonly number[]): Roll {
  const gone = [...new Set(places)].sort((a, b) => a - b);
  const before = (place: number) => countBelow(gone, place);
  let first = 0;
  const months = roll.months
    .map(({ month, shapes }) => {
      const start = first;
      first += shapes.length;
      const here = gone.slice(countBelow(gone, start), countBelow(gone, first));
      return {
        month,
        shapes: cut(
          shapes,
          here.map((place) => place - start),
        ),
      };
    })
    .filter(({ shapes }) => shapes !== "");
  const spans = roll.spans
    .map((span) => {
      const at = span.first - before(span.first);
      const end = span.first + span.count;
      return { ...span, first: at, count: end - before(end) - at };
    })
    .filter(({ count }) => count > 0);
  return madeOf(months, spans);
}

function countBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cut(letters: string, places: readonly number[]): string {
  let kept = "";
  let from = 0;
  for (const place of places) {
    kept += letters.slice(from, place);
    from = place + 1;
  }
  return kept + letters.slice(from);
}
