import { count, number } from "@/lib/format";

import type { Checked } from "./queries";

/** "640 steps, 32 in each epoch" */
export function checkedWords(checked: Checked | undefined): string {
  if (!checked) return "";
  const { valid, total_steps: total, steps_per_epoch: each } = checked;
  if (!valid || total === null || each === null) return "";
  return `${count(total, "step")}, ${number(each)} in each epoch`;
}
