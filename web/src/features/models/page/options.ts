import { Problem } from "@/api/problem";

import type { DeviceOptions, LoadOptions } from "../queries";
import { OPTION_GROUPS, type OptionName } from "./option-words";

export type OptionValue = string | boolean | null;

export interface Choice {
  value: OptionValue;
  /** Why no device here can do it. */
  unless?: string;
  /** What it costs, or where it cannot be. */
  note?: string;
}

/** The choices of an option on the devices that are here; possible if one of them can do it. */
export function choicesOf(name: OptionName, devices: readonly DeviceOptions[]): Choice[] {
  const found = new Map<OptionValue, { can: string[]; cannot: string[]; reason: string | null }>();
  for (const { worker, device, options } of devices) {
    for (const { value, possible, reason } of options.find((each) => each.name === name)?.choices ?? []) {
      const known = found.get(value) ?? { can: [], cannot: [], reason: null };
      (possible ? known.can : known.cannot).push(worker ?? device);
      found.set(value, { ...known, reason: known.reason ?? reason ?? null });
    }
  }
  return [...found].map(([value, { can, cannot, reason }]) => {
    if (can.length === 0) return { value, unless: reason ?? "no device here can do it" };
    const note = cannot.length > 0 ? `not on ${cannot.join(", ")}` : reason;
    return note ? { value, note } : { value };
  });
}

const NAMES = OPTION_GROUPS.flatMap(({ names }) => names);

export const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The options that differ between two settings. */
export function changedNames(a: LoadOptions, b: LoadOptions): OptionName[] {
  return NAMES.filter((name) => !same(a[name], b[name]));
}

/** Which options cannot be as they are, each with the reason and what would work. */
export function clashesOf(error: unknown): Partial<Record<OptionName, string>> {
  if (!(error instanceof Problem) || error.code !== "options_clash") return {};
  return Object.fromEntries(error.errors.map(({ field, message }) => [field, sentence(message)]));
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
