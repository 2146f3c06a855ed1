import { expect, it } from "vitest";

import { fit } from "./commands";

it.each([
  ["New character", "new", 1],
  ["New character", "char", 0.9],
  ["New character", "nc", 0.8],
  ["New character", "ewc", 0.3],
  ["New character", "xyz", 0],
  ["New character", "", 1],
])("%s fits %j by %d", (label, typed, rank) => expect(fit(label, typed)).toBe(rank));

it("is found by its other words", () => {
  expect(fit("Theme light", "appear", ["appearance"])).toBe(0.9);
});
