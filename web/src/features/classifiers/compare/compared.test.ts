import { expect, it } from "vitest";

import type { Comparison } from "../runs/queries";
import { comparedRows, curveNames, overlaid, runNumbers } from "./compared";

const COMPARISON = {
  runs: [
    { number: 5, name: "quick" },
    { number: 6, name: "good" },
  ],
  settings: [
    { field: "lr", values: [0.1, 0.01], default: 0.001, differs: true },
    { field: "flip", values: [true, true], default: true, differs: false },
  ],
  facts: [{ name: "device_name", values: ["CPU", null], differs: true }],
  curves: [
    {
      name: "val_recall/saw",
      series: [
        [
          { step: 1, value: 1 },
          { step: 2, value: 1 },
        ],
        [],
      ],
    },
    {
      name: "lr",
      series: [
        [
          { step: 1, value: 0.1 },
          { step: 2, value: 0.2 },
        ],
        [],
      ],
    },
    {
      name: "val_loss",
      series: [
        [
          { step: 1, value: 2 },
          { step: 2, value: 1 },
        ],
        [{ step: 1, value: 3 }],
      ],
    },
    { name: "val_auroc", series: [[], []] },
  ],
} as unknown as Comparison;

it("shows only what differs, unless all is asked for", () => {
  expect(comparedRows(COMPARISON, false).map(({ name }) => name)).toEqual(["lr", "device name"]);
  const all = comparedRows(COMPARISON, true);
  expect(all.find(({ name }) => name === "flip")?.values).toEqual(["yes", "yes"]);
  expect(all.find(({ name }) => name === "device name")?.values).toEqual(["CPU", "–"]);
});

it("offers the curves that say something, the most asked for first", () => {
  expect(curveNames(COMPARISON)).toEqual(["val_loss", "lr"]);
});

it("keeps the place of a run that is hidden, so that no other changes its colour", () => {
  const series = overlaid(COMPARISON, "val_loss", new Set([5]));
  expect(series).toEqual([
    { name: "5 quick", points: [] },
    { name: "6 good", points: [[1, 3]] },
  ]);
});

it("reads the runs of an address", () => {
  expect(runNumbers("5, 6,6,,7")).toEqual(["5", "6", "7"]);
  expect(runNumbers("1,2,3,4,5,6,7,8,9")).toHaveLength(8);
  expect(runNumbers([1, 2])).toEqual(["1", "2"]);
  expect(runNumbers(undefined)).toEqual([]);
});
