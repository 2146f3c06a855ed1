import { expect, test } from "vitest";

import type { Worker } from "@/api/workers";

import { idleModels, sharesOf, usedBytes } from "./memory-shares";

const GB = 1024 ** 3;

type Held = NonNullable<NonNullable<Worker["facts"]>["models"]>[number];

const worker = (models: Held[], more: Partial<Worker> = {}, reserved: number | null = null) =>
  ({
    memory_total: 24 * GB,
    memory_free: 10 * GB,
    memory_used: 14 * GB,
    facts: { models, memory_reserved_bytes: reserved },
    ...more,
  }) as Worker;

const painter: Held = { name: "painter", size_bytes: 4 * GB, running: true };
const starter: Held = { name: "starter", size_bytes: 1 * GB };

test("memory is split among the models, the rest of the worker and other programs", () => {
  const shares = sharesOf(worker([painter, starter], {}, 8 * GB));
  expect(shares.map(({ words, bytes, look }) => [words, bytes / GB, look])).toEqual([
    ["painter", 4, "running"],
    ["starter", 1, "held"],
    ["the worker itself", 3, "own"],
    ["other programs", 6, "others"],
  ]);
});

test("without a word of what the worker has reserved, the rest is others'", () => {
  const shares = sharesOf(worker([painter]));
  expect(shares.map(({ words, bytes }) => [words, bytes / GB])).toEqual([
    ["painter", 4],
    ["other programs", 10],
  ]);
});

test("what is measured as used goes before what is not free; without it, what is not free is used", () => {
  expect(usedBytes(worker([])) / GB).toBe(14);
  expect(usedBytes(worker([], { memory_used: null })) / GB).toBe(14);
});

test("only what neither runs nor is pinned can be given back", () => {
  const pinned: Held = { name: "ink", size_bytes: 1, pinned: true };
  expect(idleModels(worker([painter, starter, pinned])).map(({ name }) => name)).toEqual(["starter"]);
});
