import { describe, expect, it } from "vitest";

import { NEW_RULE, readRule } from "../rules/draft";
import { byPrice, draftOf, NEW_PLAN, readPlan, unless, type PlanDraft } from "./plan";
import type { Gpu } from "./queries";
import { leaveWords } from "./words";

const gpu = (id: string, secure: number | null, community: number | null): Gpu => ({
  id,
  name: id,
  memory_gb: 24,
  secure,
  community,
  stock: null,
});
const GPUS = [gpu("A100", 1.9, 1.2), gpu("4090", 0.69, 0.34), gpu("3090", null, 0.22)];
const draft = (part: Partial<PlanDraft>): PlanDraft => ({ ...NEW_PLAN, ...part });

describe("GPU types", () => {
  it("come the cheapest first, those that cannot be had last", () => {
    expect(byPrice(GPUS, draft({})).map(({ id }) => id)).toEqual(["4090", "A100", "3090"]);
    expect(byPrice(GPUS, draft({ cloud: "community" })).map(({ id }) => id)).toEqual([
      "3090",
      "4090",
      "A100",
    ]);
  });

  it("say why they cannot be had, counting all GPUs of a pod", () => {
    expect(unless(GPUS[1]!, draft({}))).toBeUndefined();
    expect(unless(GPUS[1]!, draft({ gpu_count: 2 }))).toBe("above your ceiling");
    expect(unless(GPUS[2]!, draft({}))).toBe("in no data centre");
  });
});

describe("a plan", () => {
  it("says what is missing before it is sent", () => {
    expect(readPlan(draft({}))).toEqual({ why: "Choose a GPU type" });
    expect(readPlan(draft({ gpus: ["4090"], dollars_per_hour: null }))).toEqual({
      why: "Say what it may cost an hour",
    });
    expect(readPlan(draft({ gpus: ["4090"], labels: "zone" }))).toEqual({
      why: "Write each label as name=value",
    });
    expect(readPlan(draft({ gpus: ["4090"], idle_minutes: Number.NaN }))).toEqual({
      why: "A figure is no figure",
    });
  });

  it("keeps an empty idle time as none, and comes back as it went", () => {
    const full = draft({
      gpus: ["4090", "A100"],
      idle_minutes: null,
      labels: "zone=cloud",
      stop_first: true,
    });
    const read = readPlan(full);
    if ("why" in read) throw new Error(read.why);
    expect(read.plan).toMatchObject({ idle_minutes: null, labels: { zone: "cloud" }, image: null });
    expect(draftOf(read.plan)).toEqual(full);
  });
});

describe("a rule", () => {
  const machine = draft({ gpus: ["4090"] });

  it("is off until somebody turns it on", () =>
    expect(readRule({ ...NEW_RULE, name: "Night", machine })).toMatchObject({ body: { is_on: false } }));

  it("is refused with more pods at least than at most", () =>
    expect(readRule({ ...NEW_RULE, name: "Night", machine, floor: 3, ceiling: 2 })).toHaveProperty("why"));
});

it("says when a pod goes, and that it does not", () => {
  expect(leaveWords({ idle_minutes: 15, budget: 20, ends_at: null })).toBe(
    "goes when idle for 15 min, at $20.00",
  );
  expect(leaveWords({ idle_minutes: null, budget: null, ends_at: null })).toBe("goes only when you end it");
});
