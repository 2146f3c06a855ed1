import { expect, it } from "vitest";

import { editOf, sizeAfter, type Wish } from "./resize";

const WISH: Wish = { scale: null, width: "", height: "", mode: "fit", upscaler: null };
const PICTURE = { width: 200, height: 100 };

it("asks by a factor, or by one side or both", () => {
  expect(editOf("pic_1", { ...WISH, scale: 2, upscaler: "sharp" })).toEqual({
    images: ["pic_1"],
    scale: 2,
    upscaler: "sharp",
  });
  expect(editOf("pic_1", { ...WISH, width: "50" })).toEqual({ images: ["pic_1"], width: 50, mode: "fit" });
  for (const width of ["", "0", "1.5", "20000", "wide"])
    expect(editOf("pic_1", { ...WISH, width })).toBeNull();
});

it("foresees the size", () => {
  expect(sizeAfter(PICTURE, { ...WISH, scale: 0.5 })).toEqual({ width: 100, height: 50 });
  expect(sizeAfter(PICTURE, { ...WISH, height: "50" })).toEqual({ width: 100, height: 50 });
  const square = { ...WISH, width: "100", height: "100" };
  expect(sizeAfter(PICTURE, square)).toEqual({ width: 100, height: 50 });
  expect(sizeAfter(PICTURE, { ...square, mode: "pad" })).toEqual({ width: 100, height: 100 });
});
