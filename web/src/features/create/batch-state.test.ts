import { describe, expect, it } from "vitest";

import { arrange, nowShown, placesOf, standOf, type Stand } from "./batch-state";
import type { Generation } from "./queries";

const generation = (status: Generation["status"], seeds: number[] = []) =>
  ({
    status,
    plan: { n: 3, seed: 10 },
    pictures: seeds.map((seed) => ({ id: `img_${seed}`, seed })),
  }) as unknown as Generation;

describe("where a batch stands", () => {
  it("is asked for, or refused, before there is a generation", () => {
    expect(standOf({ error: null }, undefined, undefined)).toBe("asking");
    expect(standOf({ error: new Error() }, undefined, undefined)).toBe("refused");
  });

  it("follows its job", () => {
    const queued = generation("queued");
    expect(standOf({ error: null }, queued, undefined)).toBe("waiting");
    expect(standOf({ error: null }, queued, { state: "placed" })).toBe("running");
    expect(standOf({ error: null }, queued, { state: "failed" })).toBe("failed");
  });

  it("is done only when the pictures are known", () => {
    expect(standOf({ error: null }, generation("running"), { state: "succeeded" })).toBe("running");
    expect(standOf({ error: null }, generation("succeeded"), { state: "succeeded" })).toBe("done");
  });

  it("does not go back when an older word of its job comes late", () => {
    expect(standOf({ error: null }, generation("succeeded"), { state: "running" })).toBe("done");
  });
});

describe("places", () => {
  const shape = { n: 3, width: 64, height: 64 };

  it("are all there while it goes on, each picture at its seed", () => {
    const places = placesOf(shape, generation("running", [11]), "running");
    expect(places.map(({ picture }) => picture?.id)).toEqual([undefined, "img_11", undefined]);
    expect(placesOf(shape, undefined, "asking").map(({ seed }) => seed)).toEqual([null, null, null]);
  });

  it("are only those with a picture afterwards: the rest is in the bin", () => {
    const places = placesOf(shape, generation("succeeded", [10, 12]), "done");
    expect(places.map(({ index }) => index)).toEqual([0, 2]);
  });
});

describe("what is on the stage", () => {
  const shown = (...stands: Stand[]) => nowShown(stands.map((stand, age) => ({ stand, age })))?.age;

  it("is what develops, then what is next, then the newest", () => {
    expect(shown("waiting", "running", "done")).toBe(1);
    expect(shown("waiting", "waiting", "done")).toBe(1);
    expect(shown("failed", "done")).toBe(0);
    expect(shown()).toBeUndefined();
  });
});

describe("tiles", () => {
  it("are as large as they fit, in their true proportion", () => {
    expect(arrange(4, 1, { width: 810, height: 410 }, 10)).toEqual({ columns: 2, width: 200, height: 200 });
    expect(arrange(4, 1, { width: 1630, height: 410 }, 10)).toEqual({ columns: 4, width: 400, height: 400 });
    expect(arrange(1, 2, { width: 400, height: 400 }, 10)).toEqual({ columns: 1, width: 400, height: 200 });
  });

  it("have no size without room", () => {
    expect(arrange(4, 1, { width: 0, height: 0 }, 10).width).toBe(0);
  });
});
