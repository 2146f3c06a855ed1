import { expect, it } from "vitest";

import { classRecalls } from "./class-recalls";
import { curveSentence } from "./curve-words";

it("takes the newest value of each class, and the one before", () => {
  const curves = {
    val_accuracy: [[3, 0.5]] as const,
    "val_recall/saw": [
      [3, 0.25],
      [6, 0.5],
    ] as const,
    "val_recall/a/b": [[3, 1]] as const, // a class's name may hold anything
    "val_recall/none": [],
  };
  expect(classRecalls(curves)).toEqual([
    { label: "a/b", recall: 1, before: undefined },
    { label: "saw", recall: 0.5, before: 0.25 },
  ]);
});

it("says what a curve did", () => {
  const say = (value: number) => value.toFixed(1);
  expect(
    curveSentence(
      "Loss",
      [
        [1, 2],
        [2, 1],
      ],
      say,
    ),
  ).toBe("Loss fell from 2.0 to 1.0");
  expect(
    curveSentence(
      "Loss",
      [
        [1, 2],
        [2, 2.01],
      ],
      say,
    ),
  ).toBe("Loss 2.0");
  expect(curveSentence("Loss", [], say)).toBe("Loss");
});
