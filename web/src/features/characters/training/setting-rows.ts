import { number } from "@/lib/format";

import { GROUPS, type FieldName } from "../draft/fields";
import type { TrainSpec } from "../queries";

function shown(value: unknown, unit: string | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    const figure = Number.isInteger(value) ? number(value) : String(value);
    return unit ? `${figure} ${unit}` : figure;
  }
  return "as the model has it";
}

/** The settings of a training as it was told, in the words of the form. */
export function settingRows(spec: TrainSpec): { label: string; value: string }[] {
  return GROUPS.flatMap(({ fields }) =>
    Object.entries(fields).map(([name, { label, unit }]) => ({
      label,
      value: shown(spec[name as FieldName], unit),
    })),
  );
}
