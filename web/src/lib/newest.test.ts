import { beforeEach, describe, expect, it } from "vitest";

import { forgetAll, keepNewest, keepNewestAll, patchNewest, remember } from "./newest";

interface Job {
  id: string;
  v?: number | null;
  state: string;
  step?: number;
}

beforeEach(forgetAll);

describe("events", () => {
  it("drops older news of the same entity", () => {
    expect(remember("a", 5, { state: "running" })).toBe(true);
    expect(remember("a", 4, { state: "queued" })).toBe(false);
    expect(remember("a", 6, { state: "succeeded" })).toBe(true);
  });

  it("never takes an ended job back to running without a newer version", () => {
    remember("a", null, { state: "succeeded" });
    expect(remember("a", null, { state: "running" })).toBe(false);
    expect(remember("a", null, {})).toBe(false);
    const job: Job = { id: "a", state: "failed", step: 9 };
    expect(patchNewest(job, null, { state: "running" })).toBe(job);
    expect(patchNewest(job, null, { step: 8 })).toBe(job);
  });

  it("lets a resumed job run again: its version is newer", () => {
    const job: Job = { id: "a", v: 7, state: "failed" };
    expect(patchNewest(job, 8, { state: "queued" })).toEqual({ id: "a", v: 8, state: "queued" });
  });
});

describe("fetches", () => {
  it("keeps the cached entity if the fetched one is older", () => {
    const cached: Job = { id: "a", v: 3, state: "running" };
    expect(keepNewest(cached, { id: "a", state: "queued" }, 2)).toBe(cached);
    expect(keepNewest(cached, { id: "a", state: "succeeded" }, 4).state).toBe("succeeded");
  });

  it("applies an event that came while the first fetch was under way", () => {
    remember("a", 9, { state: "succeeded" });
    expect(keepNewest<Job>(undefined, { id: "a", state: "running", step: 4 }, 8)).toEqual({
      id: "a",
      v: 9,
      state: "succeeded",
      step: 4,
    });
  });

  it("does so for an end without versions as well", () => {
    remember("a", null, { state: "cancelled" });
    expect(keepNewest<Job>(undefined, { id: "a", state: "running" }, null).state).toBe("cancelled");
  });

  it("leaves a fetch alone that is newer than the last event", () => {
    remember("a", 3, { state: "running" });
    expect(keepNewest<Job>(undefined, { id: "a", state: "succeeded" }, 5).state).toBe("succeeded");
  });

  it("works on lists, by id", () => {
    const before: Job[] = [{ id: "b", v: 2, state: "running" }];
    const after = keepNewestAll<Job>(
      before,
      [
        { id: "b", state: "queued" },
        { id: "c", state: "queued" },
      ],
      1,
    );
    expect(after.map((job) => job.state)).toEqual(["running", "queued"]);
  });
});
