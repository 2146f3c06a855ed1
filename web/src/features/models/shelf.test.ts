import { expect, test } from "vitest";

import type { Model } from "./queries";
import { kindsOf, narrowed, searched } from "./shelf";

const model = (name: string, more: Partial<Model> = {}) =>
  ({
    name,
    kind: "base",
    family: "sd",
    licence: null,
    description: null,
    words: [],
    title: null,
    ...more,
  }) as Model;

const SHELF = [
  model("ink", { kind: "lora", family: "sdxl", words: ["inked"] }),
  model("starter"),
  model("painter", { family: "sdxl", licence: "openrail++" }),
];

const names = (models: readonly Model[]) => models.map(({ name }) => name);

test("every word must be somewhere: in the name, the family, the licence, the words that call it", () => {
  expect(names(searched(SHELF, "sdxl"))).toEqual(["ink", "painter"]);
  expect(names(searched(SHELF, "SDXL rail"))).toEqual(["painter"]);
  expect(names(searched(SHELF, "inked"))).toEqual(["ink"]);
  expect(names(searched(SHELF, "  "))).toEqual(names(SHELF));
});

test("kinds come in their order with how many there are of each", () => {
  expect(kindsOf(SHELF)).toEqual([
    ["base", 2],
    ["lora", 1],
  ]);
});

test("a kind and a family narrow what is shown", () => {
  expect(names(narrowed(SHELF, { kind: "base", family: "sdxl" }))).toEqual(["painter"]);
  expect(names(narrowed(SHELF, { kind: undefined, family: undefined }))).toEqual(names(SHELF));
});
