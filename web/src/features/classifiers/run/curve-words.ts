import type { Point } from "@/lib/curves";

/** What a curve did, in a sentence: it is the chart's accessible name. */
export function curveSentence(
  name: string,
  points: readonly Point[],
  say: (value: number) => string,
): string {
  const [first, last] = [points[0]?.[1], points.at(-1)?.[1]];
  if (first === undefined || last === undefined) return name;
  if (points.length === 1 || say(first) === say(last)) return `${name} ${say(last)}`;
  return `${name} ${last > first ? "rose" : "fell"} from ${say(first)} to ${say(last)}`;
}
