import type { Curves } from "../runs/queries";

export interface ClassRecall {
  label: string;
  recall: number;
  /** After the epoch before. */
  before: number | undefined;
}

const PREFIX = "val_recall/";

/** What of each class is recognised after the newest epoch, in the order of the classes' names. */
export function classRecalls(curves: Curves): ClassRecall[] {
  return Object.entries(curves)
    .filter(([name, points]) => name.startsWith(PREFIX) && points.length > 0)
    .map(([name, points]) => ({
      label: name.slice(PREFIX.length),
      recall: points.at(-1)?.[1] ?? 0,
      before: points.at(-2)?.[1],
    }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
