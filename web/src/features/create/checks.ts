import fields from "@/api/generation-fields.json";
import { number } from "@/lib/format";

import type { Form } from "./form";

export type Errors = Partial<Record<keyof Form, string>>;

interface Limits {
  type?: string;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  description?: string;
}

/** Type, limits and help of a field, as the server has them. */
export function limitsOf(name: keyof Form): Limits {
  return fields[name];
}

const NUMBERS = [
  "width",
  "height",
  "n",
  "num_inference_steps",
  "guidance_scale",
  "seed",
  "lora_scale",
] as const;

function wrong(value: number | null, { type, minimum, maximum, multipleOf }: Limits): string | undefined {
  if (value === null) return undefined;
  const fits =
    Number.isFinite(value) &&
    (type !== "integer" || Number.isInteger(value)) &&
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (multipleOf === undefined || value % multipleOf === 0);
  if (fits) return undefined;
  const steps =
    multipleOf === undefined ? (type === "integer" ? ", whole" : "") : `, in steps of ${multipleOf}`;
  return `Between ${number(minimum ?? 0)} and ${number(maximum ?? 0)}${steps}`;
}

/** What must be mended before the server is asked, in the order of the page. */
export function check(form: Form): Errors {
  const errors: Errors = {};
  if (form.prompt.trim() === "") errors.prompt = "Say what you want to see";
  else if (form.prompt.length > 4000) errors.prompt = `At most ${number(4000)} characters`;
  if (form.negative_prompt.length > 4000) errors.negative_prompt = `At most ${number(4000)} characters`;
  for (const name of NUMBERS) {
    const problem = wrong(form[name], limitsOf(name));
    if (problem) errors[name] = problem;
  }
  return errors;
}
