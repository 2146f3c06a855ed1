import { describe, expect, it } from "vitest";

import type { Job } from "@/api/jobs";

import { isLearning, savedStep, stateWord, trainingSentence, waitingReason } from "./words";

const job = (change: Partial<Job>): Job => ({
  id: "job_1",
  kind: "character",
  subject: "character:char_1",
  state: "running",
  priority: 100,
  position: null,
  progress: {},
  failure: null,
  attempts: 1,
  worker: "w",
  cancel_requested: false,
  created_at: "",
  started_at: null,
  finished_at: null,
  results: {},
  ...change,
});
const here = { name: "Ada", saved: 300, workers: 1 };

describe("what the live page says", () => {
  it.each<[Partial<Job>, string]>([
    [
      { progress: { stage: "train", step: 320, total: 1500, eta_seconds: 250 } },
      "Learning. Step 320 of 1,500, about 4 min left",
    ],
    [
      { progress: { stage: "train", step: 4, total: 1500, eta_seconds: null } },
      "Learning. Step 4 of 1,500, working out the time",
    ],
    [{ progress: { stage: "train", step: 0, total: 1500 } }, "Getting ready to learn"],
    [{ progress: { stage: "prepare", step: 3, total: 19 } }, "Cropping, 3 of 19"],
    [{ state: "queued", attempts: 0, position: 3 }, "Waiting, 2 ahead"],
    [{ state: "queued", attempts: 0, position: 1 }, "Waiting for a free worker"],
    [{ state: "queued", attempts: 1 }, "The worker stopped answering. Another goes on from step 300"],
    [{ cancel_requested: true, progress: { stage: "train", step: 9, total: 10 } }, "Stopping…"],
    [{ state: "cancelled" }, "Stopped. Step 300 is kept"],
    [{ state: "succeeded" }, "Ada is ready"],
  ])("%o", (change, sentence) => expect(trainingSentence(job(change), here)).toBe(sentence));

  it("says when nobody is there to work, and why it waits", () => {
    const queued = job({ state: "queued", attempts: 0, position: 2 });
    expect(trainingSentence(queued, { ...here, workers: 0 })).toBe("Waiting for a worker");
    expect(waitingReason(queued, 0)).toMatch(/No worker is here/);
    expect(waitingReason(queued, 1)).toBe("1 job before it has the machine first.");
    expect(waitingReason(job({}), 1)).toBeUndefined();
  });

  it("goes on from the last kept step", () => {
    expect(savedStep(320, 50)).toBe(300);
    expect(savedStep(40, 50)).toBe(0);
    expect(savedStep(40, undefined)).toBe(0);
  });
});

describe("a card's word", () => {
  it("says that a ready character learns again", () => {
    expect(stateWord({ status: "ready", job_state: "running" })).toBe("learning");
    expect(stateWord({ status: "ready", job_state: "succeeded" })).toBe("ready");
    expect(stateWord({ status: "failed", job_state: "failed" })).toBe("needs care");
    expect(stateWord({ status: "draft", job_state: null })).toBe("draft");
    expect(isLearning({ job_state: null })).toBe(false);
  });
});
