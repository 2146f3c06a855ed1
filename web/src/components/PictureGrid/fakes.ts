import { rollOf, type Roll } from "./roll";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Numbers that look random and are the same each time. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` letters: what people make, or with `wild` anything a letter can say. */
export function fakeShapes(count: number, random: () => number, wild = false): string {
  const common = "gggUUsYoKc";
  const from = wild ? LETTERS : common;
  return Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join("");
}

/** The id of the fake picture that `place` newer ones come before. */
export function fakeId(place: number): string {
  return `pic_${String(9_999_999 - place).padStart(7, "0")}`;
}

/** A roll of months with so many pictures each. */
export function fakeRoll(counts: readonly number[], seed = 1): Roll {
  const random = dice(seed);
  let first = 0;
  const months = counts.map((count, i) => {
    const start = first;
    first += count;
    const year = 2026 - Math.floor(i / 12);
    const anchors = Array.from({ length: Math.ceil(count / 200) }, (_, at) => fakeId(start + at * 200));
    return {
      month: `${year}-${String(12 - (i % 12)).padStart(2, "0")}`,
      count,
      shapes: fakeShapes(count, random),
      anchors,
    };
  });
  return rollOf({ months });
}
