import { expect, it } from "vitest";

import { rowsAt } from "./use-rows";

it("draws what is near the screen and no more", () => {
  expect(rowsAt(300, 900, 100, 1000)).toEqual({ first: 0, last: 24 });
  expect(rowsAt(-50_000, 900, 100, 1000)).toEqual({ first: 482, last: 527 });
});

it("stays within what there is, wherever one has scrolled", () => {
  expect(rowsAt(-1_000_000, 900, 100, 10)).toEqual({ first: 9, last: 10 });
  expect(rowsAt(5000, 900, 100, 10)).toEqual({ first: 0, last: 1 });
});
