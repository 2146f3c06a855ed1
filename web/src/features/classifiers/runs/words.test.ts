import { expect, it } from "vitest";

import type { Job } from "@/api/jobs";

import type { Run } from "./queries";
import { epochOf, epochsSinceBest, metricValue, patienceWords, runSentence, share } from "./words";

it("says 100 % only where every picture is right", () => {
  expect([share(0.9996), share(1), share(0.941), share(0)]).toEqual(["99.9 %", "100 %", "94.1 %", "0 %"]);
});

it("says each metric as people read it", () => {
  expect(metricValue("auroc", 0.98765)).toBe("0.988");
  expect(metricValue("macro_f1", 0.5)).toBe("50.0 %");
  expect(metricValue("auroc", null)).toBe("–");
});

it("counts the epochs since the best, in the direction that is better", () => {
  expect(epochsSinceBest([0.5, 0.9, 0.8, 0.9], false)).toBe(2);
  expect(epochsSinceBest([0.5, 0.3, 0.4], true)).toBe(1);
  expect(epochsSinceBest([0.5, 0.505], false, 0.01)).toBe(1); // too little to count as better
  expect(epochsSinceBest([], false)).toBe(0);
});

it("warns only when it has stopped improving, and says when it ends by itself", () => {
  expect(patienceWords("accuracy", 0, 5)).toBeUndefined();
  expect(patienceWords("accuracy", 3, 5)).toBe("Accuracy has not improved for 3 epochs; it stops after 5.");
  expect(patienceWords("loss", 1, null)).toBe("Loss has not improved for 1 epoch.");
});

const run = (part: Partial<Run>) =>
  ({ state: "running", epochs: 20, stopping: false, monitor_metric: "accuracy", ...part }) as Run;
const job = (part: Partial<Job>) =>
  ({ position: null, cancel_requested: false, progress: {}, ...part }) as Job;

it("tells what happens at this moment", () => {
  const progress = { message: "Epoch 3 of 20", step: 30, total: 200, eta_seconds: 130 } as Job["progress"];
  expect(runSentence(run({}), job({ progress }), 1)).toBe("Epoch 3 of 20, step 30 of 200, about 2 min left");
  expect(runSentence(run({ state: "queued" }), job({ position: 3 }), 1)).toBe("Waiting, 2 ahead");
  expect(runSentence(run({ state: "queued" }), job({}), 0)).toBe("Waiting for a worker");
  expect(runSentence(run({ stopping: true }), undefined, 1)).toBe("Stopping…");
  const val = { split: "val", count: 9, accuracy: 0.9 } as Run["val"];
  expect(runSentence(run({ state: "succeeded", val }), undefined, 0)).toBe("Accuracy 90.0 %");
});

it("knows the epoch from what the worker says, and none before the first", () => {
  expect(epochOf({ message: "Judging epoch 12" })).toBe(12);
  expect(epochOf({ message: "Reading 20 of 800 pictures" })).toBe(0);
  expect(epochOf(null)).toBe(0);
});
