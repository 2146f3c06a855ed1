import { number } from "@/lib/format";

import { GROUPS, type FieldName, type Words } from "../draft/plan/fields";
import type { TrainSpec } from "../queries";

function shown(value: unknown, { unit, choices }: Words): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    const figure = Number.isInteger(value) ? number(value) : String(value);
    return unit ? `${figure} ${unit}` : figure;
  }
  if (typeof value === "string") return choices?.[value] ?? value;
  if (Array.isArray(value) && value.length > 0) return value.join(" · ");
  return "as the model has it";
}

/** The settings of a training as it was told, in the words of the form. */
export function settingRows(spec: TrainSpec): { label: string; value: string }[] {
  return GROUPS.flatMap(({ fields }) =>
    Object.entries(fields)
      .filter(([, { when }]) => when?.(spec) ?? true)
      .map(([name, words]) => ({ label: words.label, value: shown(spec[name as FieldName], words) })),
  );
}
