// A confusion matrix as people look at it: [true class][predicted class] pictures.

export type Confusion = readonly (readonly number[])[];

export interface Cell {
  /** Positions of the classes. */
  truth: number;
  said: number;
  pictures: number;
  /** Of all pictures of the true class. */
  share: number;
}

/** Classes beyond which the matrix gives way to the list of what is mixed up. */
export const MOST_CLASSES = 20;

export function rowTotal(confusion: Confusion, truth: number): number {
  return (confusion[truth] ?? []).reduce((sum, pictures) => sum + pictures, 0);
}

export function cellAt(confusion: Confusion, truth: number, said: number): Cell {
  const pictures = confusion[truth]?.[said] ?? 0;
  const total = rowTotal(confusion, truth);
  return { truth, said, pictures, share: total > 0 ? pictures / total : 0 };
}

/** What is taken for something else, the most pictures first, then the greater share of its class. */
export function mixUps(confusion: Confusion): Cell[] {
  return confusion
    .flatMap((row, truth) => row.map((_, said) => cellAt(confusion, truth, said)))
    .filter(({ truth, said, pictures }) => truth !== said && pictures > 0)
    .sort((a, b) => b.pictures - a.pictures || b.share - a.share);
}

/** Positions of the classes, those with the most mistakes, to or from, first; equal ones as they were. */
export function mostMixedUpFirst(confusion: Confusion): number[] {
  const wrong = confusion.map((row, at) =>
    row.reduce((sum, _, other) => {
      if (other === at) return sum;
      return sum + (confusion[at]?.[other] ?? 0) + (confusion[other]?.[at] ?? 0);
    }, 0),
  );
  return confusion.map((_, at) => at).sort((a, b) => (wrong[b] ?? 0) - (wrong[a] ?? 0) || a - b);
}

export const HEATS = 7;

/** How hot a cell is, 0 to 6. The diagonal has none: being right needs no colour. */
export function heat({ truth, said, share, pictures }: Cell): number | undefined {
  if (truth === said) return undefined;
  if (pictures === 0) return 0;
  // Half of a class taken for another is as bad as it shows.
  return Math.min(HEATS - 1, 1 + Math.floor(share * 2 * (HEATS - 1)));
}

/** "saw taken for knife: 12 pictures" */
export function mixUpWords(labels: readonly string[], { truth, said }: Pick<Cell, "truth" | "said">): string {
  const [of, as] = [labels[truth] ?? "", labels[said] ?? ""];
  return truth === said ? `${of} recognised` : `${of} taken for ${as}`;
}

/** The cell beside another, by an arrow key, in the order that is shown; undefined beyond the edge. */
export function step(
  order: readonly number[],
  at: Pick<Cell, "truth" | "said">,
  key: string,
): Pick<Cell, "truth" | "said"> | undefined {
  const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  const last = order.length - 1;
  const [row, column] = [order.indexOf(at.truth), order.indexOf(at.said)];
  if (key === "Home" || key === "End")
    return { truth: at.truth, said: order[key === "Home" ? 0 : last] ?? 0 };
  const truth = order[row + (by?.[0] ?? 0)];
  const said = order[column + (by?.[1] ?? 0)];
  return truth === undefined || said === undefined ? undefined : { truth, said };
}

/** A cell as the address names it: "saw,knife". */
export function cellName(labels: readonly string[], { truth, said }: Pick<Cell, "truth" | "said">): string {
  return `${labels[truth] ?? ""},${labels[said] ?? ""}`;
}

/** The cell that the address names; a class's name may hold a comma. */
export function findCell(
  labels: readonly string[],
  name: string | undefined,
): Pick<Cell, "truth" | "said"> | undefined {
  if (name === undefined) return undefined;
  for (const [truth, label] of labels.entries()) {
    if (!name.startsWith(`${label},`)) continue;
    const said = labels.indexOf(name.slice(label.length + 1));
    if (said >= 0) return { truth, said };
  }
  return undefined;
}
