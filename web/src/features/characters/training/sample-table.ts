import type { Sample, TrainSpec } from "../queries";

export interface SampleRow {
  step: number;
  /** By the number of the prompt; undefined where none has come. */
  cells: readonly (Sample | undefined)[];
  /** It is still to come. */
  ahead: boolean;
}

export interface SampleTable {
  prompts: readonly string[];
  rows: readonly SampleRow[];
}

const PROMPTS = 4; // until the first sample says how many there are

/** The steps at which samples are made: the start, every so many, and the end. */
export function sampleSteps({ max_train_steps: total = 0, sample_every: every = 0 }: TrainSpec): number[] {
  const steps = [0];
  for (let step = every; every > 0 && step < total; step += every) steps.push(step);
  return [...steps, total];
}

/**
 * Rows are steps, columns are prompts: all that came, and while it learns the next that will come, so that the table
 * is never without a place where something is about to happen.
 */
export function sampleTable(
  samples: readonly Sample[],
  spec: TrainSpec | null,
  learning: boolean,
): SampleTable {
  const positions = samples.map(({ position }) => position);
  const columns = samples.length > 0 ? Math.max(...positions) + 1 : PROMPTS;
  const prompts = Array.from(
    { length: columns },
    (_, i) => samples.find(({ position }) => position === i)?.prompt ?? "",
  );
  const of = (step: number) => samples.filter((sample) => sample.step === step);
  const made = [...new Set(samples.map(({ step }) => step))].sort((a, b) => a - b);
  const next = learning && spec ? sampleSteps(spec).find((step) => step > (made.at(-1) ?? -1)) : undefined;
  const inMaking = made.some((step) => of(step).length < columns);
  const steps = next === undefined || (inMaking && learning) ? made : [...made, next];
  const rows = steps.map((step) => {
    const there = of(step);
    const cells = Array.from({ length: columns }, (_, i) => there.find(({ position }) => position === i));
    return { step, cells, ahead: there.length === 0 };
  });
  return { prompts, rows };
}

/** The nearest step that has samples. */
export function snap(steps: readonly number[], wanted: number): number | undefined {
  return steps.length === 0
    ? undefined
    : steps.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
}
