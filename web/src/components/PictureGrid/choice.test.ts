import { describe, expect, it } from "vitest";

import { choose, chosenCount, EVERYTHING, isChosen, NOTHING, toggle } from "./choice";

describe("a choice of some", () => {
  it("takes in and leaves out", () => {
    const two = choose(NOTHING, ["a", "b"], true);
    expect(chosenCount(two, 100)).toBe(2);
    expect(isChosen(two, "a")).toBe(true);
    const one = toggle(two, "a");
    expect(isChosen(one, "a")).toBe(false);
    expect(isChosen(two, "a")).toBe(true); // the old choice is as it was
  });
});

describe("a choice of all that match", () => {
  it("remembers only the exceptions", () => {
    const most = toggle(EVERYTHING, "a");
    expect(isChosen(most, "a")).toBe(false);
    expect(isChosen(most, "never loaded")).toBe(true);
    expect(chosenCount(most, 100_000)).toBe(99_999);
    expect(chosenCount(toggle(most, "a"), 100_000)).toBe(100_000);
  });
  it("takes a range out, and in again", () => {
    const less = choose(EVERYTHING, ["a", "b", "c"], false);
    expect(chosenCount(less, 10)).toBe(7);
    expect(chosenCount(choose(less, ["b"], true), 10)).toBe(8);
  });
});
