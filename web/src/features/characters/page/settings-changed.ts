import type { TrainSpec } from "../queries";

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export interface Changed {
  name: string;
  value: string;
  /** As the model's own preset has it. */
  usual: string;
}

function words(value: TrainSpec[keyof TrainSpec]): string {
  if (value == null) return "as the model has it";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join("; ");
  return String(value);
}

/** The settings of a training that are not what the model's own preset has, by the names recipes use. */
export function changedSettings(training: TrainSpec, preset: TrainSpec): Changed[] {
  return (Object.keys(training) as (keyof TrainSpec)[])
    .filter((name) => name !== "seed" && !same(training[name], preset[name]))
    .map((name) => ({ name, value: words(training[name]), usual: words(preset[name]) }));
}
