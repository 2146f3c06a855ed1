import type { Schemas } from "@/api/client";
import { number } from "@/lib/format";

import type { WorkflowInput } from "../queries";

/** WorkflowRunAsk's values: what goes into the graph. */
export type Value = NonNullable<Schemas["WorkflowRunAsk"]["values"]>[string];
export type Values = Readonly<Record<string, Value>>;

const NUMBERS: ReadonlySet<WorkflowInput["kind"]> = new Set(["seed", "int", "float", "width", "height"]);
const WHOLE: ReadonlySet<WorkflowInput["kind"]> = new Set(["seed", "int", "width", "height"]);

const WIDE: ReadonlySet<WorkflowInput["kind"]> = new Set(["prompt", "negative", "text", "image"]);

/** Whether its field wants the whole width. */
export const isWide = ({ kind }: WorkflowInput) => WIDE.has(kind);

/** How a form names it. */
export const labelOf = ({ title = "", name }: WorkflowInput) =>
  title || name.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());

export const isNumber = ({ kind }: WorkflowInput) => NUMBERS.has(kind);

/** Inputs whose default is what stands in the graph, where the manifest names none; words and pictures begin empty. */
export function withOwn(
  inputs: readonly WorkflowInput[],
  graph: Readonly<Record<string, unknown>>,
): WorkflowInput[] {
  return inputs.map((input) => {
    const node = graph[input.node] as { inputs?: Record<string, unknown> } | undefined;
    const own = node?.inputs?.[input.input];
    const plain = typeof own === "string" || typeof own === "number" || typeof own === "boolean";
    return input.default != null || !plain || isWide(input) ? input : { ...input, default: own };
  });
}

/** What a form begins with: the template's own values; a seed is left to chance. */
export function startValues(inputs: readonly WorkflowInput[]): Values {
  return Object.fromEntries(
    inputs.map((input) => [input.name, input.kind === "seed" ? null : (input.default ?? null)]),
  );
}

const empty = (value: Value | undefined) => value === null || value === undefined || value === "";

/** What is wrong with a value, in a sentence; undefined where nothing is. */
export function wrong(input: WorkflowInput, value: Value | undefined): string | undefined {
  if (empty(value)) return input.required ? "This is needed." : undefined;
  if (!isNumber(input)) return undefined;
  if (typeof value !== "number" || Number.isNaN(value)) return "This is no number.";
  if (WHOLE.has(input.kind) && !Number.isSafeInteger(value)) return "A whole number.";
  const { min, max } = input;
  if ((min != null && value < min) || (max != null && value > max)) return range(min, max);
  return undefined;
}

function range(min: number | null | undefined, max: number | null | undefined): string {
  if (min == null) return `At most ${number(max ?? 0)}.`;
  return max == null ? `At least ${number(min)}.` : `Between ${number(min)} and ${number(max)}.`;
}

/** The first value that is wrong, in a sentence. */
export function firstWrong(inputs: readonly WorkflowInput[], values: Values): string | undefined {
  for (const input of inputs) {
    const why = wrong(input, values[input.name]);
    if (why) return `${labelOf(input)}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }
  return undefined;
}

/** The values as they are sent, without those left to the template; undefined while one is wrong. */
export function sentValues(
  inputs: readonly WorkflowInput[],
  values: Values,
): Record<string, Value> | undefined {
  if (inputs.some((input) => wrong(input, values[input.name]))) return undefined;
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const value = values[name];
      return empty(value) ? [] : [[name, value]];
    }),
  );
}
