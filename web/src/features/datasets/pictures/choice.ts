import type { DatasetPicture, PicturesWhere } from "../queries";

/** Which pictures are chosen: some by their ids, or all that the filter finds. */
export type Choice = ReadonlySet<string> | "all";

export const NONE: Choice = new Set<string>();

export const isChosen = (choice: Choice, id: string) => choice === "all" || choice.has(id);

/** Takes one in or out. Out of all, the others that are loaded stay chosen. */
export function toggled(choice: Choice, id: string, loaded: readonly DatasetPicture[]): Choice {
  const next = new Set(choice === "all" ? loaded.map((each) => each.id) : choice);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** All from the one to the other, beside those that were chosen before. */
export function upTo(choice: Choice, from: string, to: string, loaded: readonly DatasetPicture[]): Choice {
  if (choice === "all") return choice;
  const [a, b] = [from, to].map((id) => loaded.findIndex((each) => each.id === id)) as [number, number];
  if (b < 0) return choice;
  const start = a < 0 ? b : Math.min(a, b);
  return new Set([...choice, ...loaded.slice(start, Math.max(a, b) + 1).map(({ id }) => id)]);
}

/** The choice as a change names it. */
export function meant(choice: Choice, where: PicturesWhere): { ids: string[] } | { where: PicturesWhere } {
  return choice === "all" ? { where } : { ids: [...choice] };
}
