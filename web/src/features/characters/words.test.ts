import { describe, expect, it } from "vitest";

import type { Job } from "@/api/jobs";

import type { TrainSpec } from "./queries";
import { isLearning, savedStep, stateWord, trainingSentence, waitingReason } from "./words";

const job = (change: Partial<Job>): Job =>
  ({
    state: "running",
    position: null,
    progress: {},
    attempts: 1,
    cancel_requested: false,
    ...change,
  }) as Job;
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
    [
      { progress: { stage: "train", step: 0, total: 0, message: "drawing pictures of the base: 3 of 100" } },
      "Drawing pictures of the base, 3 of 100",
    ],
    [
      { progress: { stage: "train", step: 40, total: 100, message: "paused for a picture" } },
      "Paused at step 40: a picture goes first",
    ],
    [
      { progress: { stage: "train", step: 0, total: 0, message: "paused for a picture" } },
      "Paused: a picture goes first",
    ],
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
    expect(waitingReason({ ...queued, waiting_for: "Ada has the GPU" }, 1)).toBe("Ada has the GPU");
    expect(waitingReason(job({}), 1)).toBeUndefined();
  });

  it("goes on where it was stopped, or else from the last checkpoint", () => {
    const spec = { max_train_steps: 450, checkpoint_every: 50 } as TrainSpec;
    const at = (state: Job["state"], stage: string) =>
      savedStep(job({ state, progress: { stage, step: 320 } }), spec);
    expect(at("cancelled", "train")).toBe(320);
    expect(at("queued", "train")).toBe(300);
    expect(at("failed", "sample")).toBe(450);
    expect(at("failed", "prepare")).toBe(0);
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
