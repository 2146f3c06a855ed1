import { describe, expect, it } from "vitest";

import type { Worker } from "@/api/workers";

import { byMachine, labelWords, readLabels, workerState } from "./words";

function worker(change: Partial<Worker>): Worker {
  return {
    id: "wrk_1",
    name: "gpu-0",
    host: "attic",
    device: "cuda:0",
    device_name: "RTX 4090",
    state: "ready",
    memory_total: 24 * 1024 ** 3,
    memory_free: 20 * 1024 ** 3,
    memory_used: 4 * 1024 ** 3,
    loaded_models: [],
    job_id: null,
    job_title: null,
    version: "1.0.0",
    speaks: 1,
    unfit: null,
    engine: "native",
    labels: {},
    agent_id: null,
    pod_id: null,
    drain_requested_at: null,
    started_at: "2026-11-22T10:00:00Z",
    seen_at: "2026-11-22T10:00:00Z",
    seen_seconds_ago: 1,
    facts: null,
    ...change,
  };
}

const AT = "2026-11-22T10:00:00Z";

describe("what a worker is at", () => {
  it("is ready, working, or says why it takes nothing", () => {
    expect(workerState(worker({})).text).toBe("ready");
    expect(workerState(worker({ job_id: "job_1" })).text).toBe("working");
    expect(workerState(worker({ unfit: "It is too old." })).text).toBe("takes nothing");
  });

  it("finishes its job when it is drained, and then rests", () => {
    expect(workerState(worker({ drain_requested_at: AT, job_id: "job_1" })).text).toBe("finishes its job");
    expect(workerState(worker({ drain_requested_at: AT })).text).toBe("drained");
  });
});

describe("labels", () => {
  it("are read as people type them, and refused when half is missing", () => {
    expect(readLabels("zone=attic, gpu: fast\n")).toEqual({ zone: "attic", gpu: "fast" });
    expect(readLabels("")).toEqual({});
    expect(readLabels("url=http://a=b")).toEqual({ url: "http://a=b" });
    expect(readLabels("zone")).toBeUndefined();
    expect(readLabels("zone=")).toBeUndefined();
  });

  it("are said in the order of their names", () =>
    expect(labelWords({ zone: "attic", gpu: "fast" })).toEqual(["gpu: fast", "zone: attic"]));
});

it("puts workers under their machines, in the order of numbers, by all words that are typed", () => {
  const workers = [
    worker({ id: "1", host: "node-10" }),
    worker({ id: "2", host: "node-2", engine: "comfyui", labels: { zone: "attic" } }),
    worker({ id: "3", host: "node-2", name: "gpu-1" }),
  ];
  const ids = (typed: string) =>
    byMachine(workers, typed).map(([host, all]) => [host, all.map(({ id }) => id)]);
  expect(ids("")).toEqual([
    ["node-2", ["2", "3"]],
    ["node-10", ["1"]],
  ]);
  expect(ids("comfyui ATTIC")).toEqual([["node-2", ["2"]]]);
  expect(ids("gpu-1 attic")).toEqual([]);
});
