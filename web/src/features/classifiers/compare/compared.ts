import type { Point } from "@/lib/curves";

import { factWords } from "../run/Facts";
import type { Comparison } from "../runs/queries";

/** One line of the table: a setting or a fact of each run. */
export interface ComparedRow {
  name: string;
  values: string[];
  differs: boolean;
}

/** As many as the server compares. */
export const MOST = 8;

/** "5,6,7" of an address as numbers of runs, each once, no more than can be compared. */
export function runNumbers(text: string | number[] | undefined): string[] {
  const named = String(text ?? "").split(","); // the router reads [5,6,7] in an address as an array
  return [...new Set(named.map((part) => part.trim()).filter(Boolean))].slice(0, MOST);
}

/** Settings and what else the runs were trained with; without `same`, only what differs. */
export function comparedRows({ settings, facts }: Comparison, same: boolean): ComparedRow[] {
  const rows = [
    ...settings.map(({ field, values, differs }) => ({ name: field, values, differs })),
    ...facts.map(({ name, values, differs }) => ({ name, values, differs })),
  ];
  return rows
    .filter(({ differs }) => same || differs)
    .map(({ name, values, differs }) => ({
      name: name.replaceAll("_", " "),
      values: values.map(factWords),
      differs,
    }));
}

/** Names of the curves that can be laid over each other; those of single classes are too many. */
export function curveNames({ curves }: Comparison): string[] {
  const order = ["val_accuracy", "val_loss", "train_loss", "val_macro_f1"];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return curves
    .filter(({ name, series }) => !name.includes("/") && series.some((points) => points.length > 1))
    .map(({ name }) => name)
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** One curve of each run; of a hidden one nothing, but its place, so that the others keep their colours. */
export function overlaid(
  comparison: Comparison,
  name: string,
  hidden: ReadonlySet<number>,
): { name: string; points: readonly Point[] }[] {
  const curve = comparison.curves.find((each) => each.name === name);
  return comparison.runs.map(({ number, name: called }, i) => ({
    name: `${number} ${called}`,
    points: hidden.has(number) ? [] : (curve?.series[i] ?? []).map(({ step, value }): Point => [step, value]),
  }));
}
