import { expect, it } from "vitest";

import { cellAt, cellName, findCell, heat, mixUps, mixUpWords, mostMixedUpFirst, step } from "./confusion";

const CONFUSION = [
  [8, 0, 0],
  [1, 4, 3],
  [0, 2, 2],
];

it("ranks what is mixed up by pictures, then by the share of its class", () => {
  const ranked = mixUps(CONFUSION).map(({ truth, said, pictures }) => [truth, said, pictures]);
  expect(ranked).toEqual([
    [1, 2, 3],
    [2, 1, 2],
    [1, 0, 1],
  ]);
  const equal = mixUps([
    [5, 1, 0],
    [0, 5, 0],
    [1, 0, 0],
  ]);
  expect(equal.map(({ truth }) => truth)).toEqual([2, 0]);
});

it("puts the classes with the most mistakes first", () => {
  expect(mostMixedUpFirst(CONFUSION)).toEqual([1, 2, 0]);
});

it("gives colour to mistakes alone, hotter the more of a class is lost", () => {
  expect(heat(cellAt(CONFUSION, 0, 0))).toBeUndefined();
  expect(heat(cellAt(CONFUSION, 0, 1))).toBe(0);
  expect(heat(cellAt(CONFUSION, 1, 0))).toBe(2);
  expect(heat(cellAt(CONFUSION, 2, 1))).toBe(6);
  expect(cellAt([[0, 0]], 0, 0).share).toBe(0); // a class without pictures
});

it("walks in the order that is shown, and stays at the edge", () => {
  const order = [1, 2, 0];
  expect(step(order, { truth: 1, said: 2 }, "ArrowRight")).toEqual({ truth: 1, said: 0 });
  expect(step(order, { truth: 1, said: 2 }, "ArrowUp")).toBeUndefined();
  expect(step(order, { truth: 1, said: 0 }, "ArrowDown")).toEqual({ truth: 2, said: 0 });
  expect(step(order, { truth: 2, said: 2 }, "End")).toEqual({ truth: 2, said: 0 });
});

it("names a cell as a person would", () => {
  expect(mixUpWords(["hammer", "saw"], { truth: 1, said: 0 })).toBe("saw taken for hammer");
  expect(mixUpWords(["hammer", "saw"], { truth: 1, said: 1 })).toBe("saw recognised");
});

it("finds the cell of an address, whatever a class is called", () => {
  const labels = ["saw", "saw,long", "long"];
  for (const truth of [0, 1, 2])
    for (const said of [0, 1, 2]) {
      expect(findCell(labels, cellName(labels, { truth, said }))).toEqual({ truth, said });
    }
  expect(findCell(labels, "axe,saw")).toBeUndefined();
});
