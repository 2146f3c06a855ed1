import { draftOf, NEW_PLAN, readPlan, type PlanDraft } from "../pods/plan";
import type { Rule, RuleAsked } from "./queries";

/** A rule as it is being filled in; null is a field left empty. */
export interface RuleDraft {
  name: string;
  is_on: boolean;
  floor: number | null;
  ceiling: number | null;
  queue_seconds: number | null;
  cool_down_seconds: number | null;
  budget_per_day: number | null;
  budget: number | null;
  machine: PlanDraft;
}

export const NEW_RULE: RuleDraft = {
  name: "",
  is_on: false,
  floor: 0,
  ceiling: 1,
  queue_seconds: 60,
  cool_down_seconds: 300,
  budget_per_day: null,
  budget: null,
  machine: NEW_PLAN,
};

export function draftOfRule({ name, is_on, plan }: Rule): RuleDraft {
  return {
    name,
    is_on,
    floor: plan.floor ?? NEW_RULE.floor,
    ceiling: plan.ceiling ?? NEW_RULE.ceiling,
    queue_seconds: plan.queue_seconds ?? NEW_RULE.queue_seconds,
    cool_down_seconds: plan.cool_down_seconds ?? NEW_RULE.cool_down_seconds,
    budget_per_day: plan.budget_per_day ?? null,
    budget: plan.budget ?? null,
    machine: draftOf(plan),
  };
}

/** The rule as it is sent, or why it cannot be, in a sentence. */
export function readRule(draft: RuleDraft): { body: RuleAsked } | { why: string } {
  const { name, is_on, budget_per_day, budget } = draft;
  const floor = draft.floor ?? 0;
  const ceiling = draft.ceiling ?? 1;
  if (name.trim() === "") return { why: "Give it a name" };
  const machine = readPlan(draft.machine);
  if ("why" in machine) return machine;
  const queue_seconds = draft.queue_seconds ?? 60;
  const cool_down_seconds = draft.cool_down_seconds ?? 300;
  const figures = [floor, ceiling, queue_seconds, cool_down_seconds, budget_per_day ?? 0, budget ?? 0];
  if (!figures.every((figure) => figure >= 0)) return { why: "A figure is no figure" };
  if (floor > ceiling) return { why: "At least so many pods is more than at most" };
  const plan = {
    ...machine.plan,
    floor,
    ceiling,
    queue_seconds,
    cool_down_seconds,
    budget_per_day,
    budget,
  };
  return { body: { name: name.trim(), is_on, plan } };
}
