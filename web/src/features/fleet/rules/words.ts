import type { Schemas } from "@/api/client";
import { duration } from "@/lib/format";

import { anHour, dollars } from "../money";

type Plan = Schemas["RulePlan"];

/** "0 to 3 pods of RTX 4090, at most $0.790 an hour each; one more when a job has waited for 60 s" */
export function ruleWords(plan: Plan): string {
  const { floor = 0, ceiling = 1, queue_seconds = 60, gpus, dollars_per_hour } = plan;
  const pods = floor === ceiling ? `${ceiling} pods` : `${floor} to ${ceiling} pods`;
  return `${pods} of ${gpus.join(" or ")}, at most ${anHour(dollars_per_hour)} each; one more when a job has waited for ${duration(queue_seconds)}`;
}

/** "at most $20.00 a day"; empty without a budget. */
export function budgetWords({ budget_per_day, budget }: Plan): string {
  return [
    budget_per_day != null && `at most ${dollars(budget_per_day)} a day`,
    budget != null && `at most ${dollars(budget)} in all`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** What a rule would do now, in a sentence. */
export function previewWords({ make, start, end }: Schemas["RulePreview"]): string {
  const acts = [
    make > 0 && `rent ${make} more`,
    start.length > 0 && `start ${start.length} again`,
    end.length > 0 && `end ${end.length}`,
  ].filter(Boolean);
  return acts.length > 0 ? `It would ${acts.join(", ")}.` : "It would do nothing now.";
}
