import type { Schemas } from "@/api/client";

import { readLabels } from "../words";
import type { Cloud, Gpu } from "./queries";

/** What a pod is to be, as it is being filled in; null is a field left empty. */
export interface PlanDraft {
  gpus: readonly string[];
  gpu_count: number | null;
  dollars_per_hour: number | null;
  cloud: Cloud;
  disk: number | null;
  labels: string;
  idle_minutes: number | null;
  max_hours: number | null;
  stop_first: boolean;
  image: string;
}

export const NEW_PLAN: PlanDraft = {
  gpus: [],
  gpu_count: 1,
  dollars_per_hour: 1,
  cloud: "secure",
  disk: 60,
  labels: "",
  idle_minutes: 15,
  max_hours: null,
  stop_first: false,
  image: "",
};

/** What PodAsked and RulePlan have in common. */
type Plan = Omit<Schemas["PodAsked"], "budget">;

export function draftOf(plan: Plan): PlanDraft {
  return {
    gpus: plan.gpus,
    gpu_count: plan.gpu_count ?? 1,
    dollars_per_hour: plan.dollars_per_hour,
    cloud: plan.cloud ?? "secure",
    disk: plan.disk ?? NEW_PLAN.disk,
    labels: Object.entries(plan.labels ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join(", "),
    idle_minutes: plan.idle_minutes ?? null,
    max_hours: plan.max_hours ?? null,
    stop_first: plan.stop_first ?? false,
    image: plan.image ?? "",
  };
}

/** What one pod of this GPU costs an hour; null where that cloud has none. */
export function price(gpu: Gpu, { cloud, gpu_count }: Pick<PlanDraft, "cloud" | "gpu_count">): number | null {
  const one = gpu[cloud];
  return one === null ? null : one * (gpu_count ?? 1);
}

/** Why a GPU type cannot be had so; undefined where it can. */
export function unless(gpu: Gpu, draft: PlanDraft): string | undefined {
  const costs = price(gpu, draft);
  if (costs === null) return draft.cloud === "secure" ? "in no data centre" : "on nobody’s machine";
  if (draft.dollars_per_hour !== null && costs > draft.dollars_per_hour) return "above your ceiling";
  return undefined;
}

/** The cheapest first; those that cannot be had so, last. */
export function byPrice(gpus: readonly Gpu[], draft: PlanDraft): Gpu[] {
  const rank = (gpu: Gpu) => price(gpu, draft) ?? Number.POSITIVE_INFINITY;
  return [...gpus].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** The plan as it is sent, or why it cannot be, in a sentence. */
export function readPlan(draft: PlanDraft): { plan: Plan } | { why: string } {
  const { gpus, gpu_count, dollars_per_hour, disk, idle_minutes, max_hours, image } = draft;
  const labels = readLabels(draft.labels);
  if (gpus.length === 0) return { why: "Choose a GPU type" };
  if (dollars_per_hour === null || !(dollars_per_hour > 0)) return { why: "Say what it may cost an hour" };
  if (!labels) return { why: "Write each label as name=value" };
  const figures = [gpu_count, disk, idle_minutes, max_hours];
  if (figures.some((figure) => figure !== null && !(figure > 0))) return { why: "A figure is no figure" };
  return {
    plan: {
      provider: "runpod",
      gpus: [...gpus],
      gpu_count: gpu_count ?? 1,
      dollars_per_hour,
      cloud: draft.cloud,
      disk: disk ?? 60,
      labels,
      idle_minutes,
      max_hours,
      stop_first: draft.stop_first,
      image: image.trim() === "" ? null : image.trim(),
    },
  };
}
