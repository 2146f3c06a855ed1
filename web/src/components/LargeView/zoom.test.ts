import { describe, expect, it } from "vitest";

import { boxOf, oneToOne, panned, scaleOf, WHOLE, within, zoomAt, type Geometry, type Zoom } from "./zoom";

const WIDE: Geometry = { stage: { width: 1000, height: 600 }, picture: { width: 2000, height: 1000 } };
const SMALL: Geometry = { stage: { width: 1000, height: 600 }, picture: { width: 64, height: 64 } };

/** The point of the picture that is under a point of the stage. */
function under(zoom: Zoom, geometry: Geometry, px: number, py: number) {
  const { left, top, width, height } = boxOf(zoom, geometry);
  return [(px - left) / width, (py - top) / height];
}

describe("zoom", () => {
  it("shows the whole picture in the middle", () => {
    expect(boxOf(WHOLE, WIDE)).toEqual({ left: 0, top: 50, width: 1000, height: 500 });
  });

  it("leaves a margin around what is whole, and none around what is near", () => {
    const framed = { ...WIDE, margin: 50 };
    expect(boxOf(WHOLE, framed)).toEqual({ left: 50, top: 75, width: 900, height: 450 });
    const { left } = boxOf(panned(zoomAt(WHOLE, framed, 3, 500, 300), framed, 9999, 0), framed);
    expect(left).toBeCloseTo(0);
  });

  it("comes closer to what is under the pointer", () => {
    const before = under(WHOLE, WIDE, 700, 300);
    const after = under(zoomAt(WHOLE, WIDE, 3, 700, 300), WIDE, 700, 300);
    expect(after[0]).toBeCloseTo(before[0]!);
    expect(after[1]).toBeCloseTo(before[1]!);
  });

  it("comes back to the whole by the same way", () => {
    const close = zoomAt(WHOLE, WIDE, 4, 900, 500);
    expect(zoomAt(close, WIDE, 1 / 4, 900, 500)).toEqual(WHOLE);
  });

  it("never leaves the stage empty beside a picture that could fill it", () => {
    const far = panned(zoomAt(WHOLE, WIDE, 4, 500, 300), WIDE, 99_999, -99_999);
    const { left, top, width, height } = boxOf(far, WIDE);
    expect(left).toBeCloseTo(0);
    expect(top + height).toBeCloseTo(600);
    expect(left + width).toBeGreaterThan(1000);
  });

  it("cannot move what is whole", () => {
    expect(panned(WHOLE, WIDE, 200, 100)).toEqual(WHOLE);
  });

  it("is never smaller than whole, and at most 16 to 1", () => {
    expect(zoomAt(WHOLE, WIDE, 0.2, 10, 20)).toEqual(WHOLE);
    expect(scaleOf(within({ k: 1e6, x: 0.5, y: 0.5 }, WIDE), WIDE)).toBeCloseTo(16);
  });

  it("shows pixel for pixel, on a dense screen as well", () => {
    expect(scaleOf(oneToOne(WHOLE, WIDE, 1), WIDE)).toBeCloseTo(1);
    expect(
      scaleOf(oneToOne(WHOLE, { ...WIDE, picture: { width: 8000, height: 4000 } }, 2), {
        ...WIDE,
        picture: { width: 8000, height: 4000 },
      }),
    ).toBeCloseTo(0.5);
  });

  it("shows a small picture small, pixel for pixel, and lets it grow again", () => {
    const small = oneToOne(WHOLE, SMALL, 1);
    expect(boxOf(small, SMALL)).toMatchObject({ width: 64, height: 64, left: 468 });
    expect(zoomAt(small, SMALL, 0.5, 500, 300)).toEqual(small);
    expect(zoomAt(small, SMALL, 2, 500, 300).k).toBeCloseTo(small.k * 2);
  });
});
