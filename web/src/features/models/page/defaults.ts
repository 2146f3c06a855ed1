import { number } from "@/lib/format";

export interface NumberRule {
  label: string;
  /** Its unit, or what it is about. */
  note?: string;
  min: number;
  max: number;
  step: number;
  whole: boolean;
}

export type NumberName = "num_inference_steps" | "guidance_scale" | "width" | "height";

/** What a generation takes when it does not say, with the limits of the API. */
export const NUMBERS: Readonly<Record<NumberName, NumberRule>> = {
  num_inference_steps: {
    label: "Steps",

    min: 1,
    max: 150,
    step: 1,
    whole: true,
  },
  guidance_scale: {
    label: "Guidance",
    note: "by the words",
    min: 0,
    max: 30,
    step: 0.5,
    whole: false,
  },
  width: { label: "Width", note: "px", min: 64, max: 2048, step: 8, whole: true },
  height: { label: "Height", note: "px", min: 64, max: 2048, step: 8, whole: true },
};

/** The number that was typed; null for an empty field; or what is wrong with it. */
export function readNumber({ min, max, step, whole }: NumberRule, typed: string): number | null | string {
  const text = typed.trim().replace(",", ".");
  if (text === "") return null;
  const value = Number(text);
  const steps = whole && step > 1 ? `, in steps of ${step}` : "";
  const wrong = !Number.isFinite(value) || value < min || value > max || (whole && value % step !== 0);
  return wrong ? `Between ${number(min)} and ${number(max)}${steps}` : value;
}
