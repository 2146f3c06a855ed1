import type { Point } from "@/lib/curves";
import { number } from "@/lib/format";

import type { Checkpoint } from "../versions";

/** The scores as curves have them, with how people read them; the one that decides first. */
export const SCORES = [
  { key: "score", name: "All in one" },
  { key: "likeness", name: "Likeness" },
  { key: "prompt_fit", name: "Fits the words" },
  { key: "drift", name: "Forgotten of other things" },
] as const;

/** "81 %" */
export function share(value: number): string {
  return `${Math.round(value * 100)} %`;
}

/** "Likeness 81 %, fits the words 70 %, forgotten of other things 3 %"; empty where nothing was scored. */
export function scoreWords({ scores }: Pick<Checkpoint, "scores">): string {
  const words = SCORES.slice(1).flatMap(({ key, name }) => {
    const value = scores[key];
    return value == null ? [] : [`${name.toLowerCase()} ${share(value)}`];
  });
  const said = words.join(", ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** The step with the highest score, the earlier one of two that are alike; the start does not count. */
export function bestStep(points: readonly Point[]): number | undefined {
  const learnt = points.filter(([step]) => step > 0);
  return learnt.reduce<Point | undefined>((a, b) => (a && a[1] >= b[1] ? a : b), undefined)?.[0];
}

/** What the scores say, in a sentence: the accessible name of their curves. */
export function scoresSentence(points: readonly Point[], learning: boolean): string {
  const best = bestStep(points);
  if (best === undefined) return "The first scores come with the next samples";
  const value = points.find(([step]) => step === best)?.[1] ?? 0;
  const now = points.at(-1);
  const words = `Best${learning ? " so far" : ""}: step ${number(best)} with ${share(value)}`;
  if (!now || now[0] === best) return words;
  return `${words}; ${share(now[1])} at step ${number(now[0])}`;
}
