/**
 * How a picture is looked at: `k` times the size in which it is whole, with the point (x, y) of it in the middle of the
 * stage. Sizes take no part, so pictures of different sizes can share one.
 */
export interface Zoom {
  k: number;
  x: number; // 0 to 1 across the picture
  y: number;
}

/** A stage and the picture on it: CSS pixels of the one, own pixels of the other. */
export interface Geometry {
  stage: { width: number; height: number };
  picture: { width: number; height: number };
  /** Of the stage, left free around a whole picture. */
  margin?: number;
}

export const WHOLE: Zoom = { k: 1, x: 0.5, y: 0.5 };
const CLOSEST = 16; // CSS pixels for each pixel of the picture

/** CSS pixels for each pixel of the picture when it is whole. */
export function fitScale({ stage, picture, margin = 0 }: Geometry): number {
  const room = (side: number) => Math.max(1, side - 2 * margin);
  return Math.min(room(stage.width) / picture.width, room(stage.height) / picture.height);
}

/** CSS pixels for each pixel of the picture. */
export function scaleOf(zoom: Zoom, geometry: Geometry): number {
  return fitScale(geometry) * zoom.k;
}

/** Where the picture stands on the stage. */
export function boxOf(zoom: Zoom, geometry: Geometry) {
  const { stage, picture } = geometry;
  const scale = scaleOf(zoom, geometry);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: stage.width / 2 - zoom.x * width, top: stage.height / 2 - zoom.y * height, width, height };
}

/** The nearest zoom that leaves no stage empty that the picture could fill. */
export function within(zoom: Zoom, geometry: Geometry): Zoom {
  const { stage, picture } = geometry;
  const fit = fitScale(geometry);
  const k = Math.min(zoom.k, Math.max(CLOSEST / fit, 1));
  const inside = (at: number, shown: number, room: number) => {
    const half = Math.min(0.5, room / 2 / shown);
    return Math.min(Math.max(at, half), 1 - half);
  };
  return {
    k,
    x: inside(zoom.x, picture.width * fit * k, stage.width),
    y: inside(zoom.y, picture.height * fit * k, stage.height),
  };
}

/** Closer or farther, with the point under (px, py) of the stage staying where it is. */
export function zoomAt(zoom: Zoom, geometry: Geometry, factor: number, px: number, py: number): Zoom {
  const before = boxOf(zoom, geometry);
  const farthest = Math.min(1, zoom.k); // whole, unless it is smaller already, pixel for pixel
  const { k } = within({ ...zoom, k: Math.max(zoom.k * factor, farthest) }, geometry);
  const { stage } = geometry;
  const grown = k / zoom.k;
  const x = (px - before.left) / before.width;
  const y = (py - before.top) / before.height;
  return within(
    {
      k,
      x: x - (px - stage.width / 2) / (before.width * grown),
      y: y - (py - stage.height / 2) / (before.height * grown),
    },
    geometry,
  );
}

/** Moved by so many CSS pixels. */
export function panned(zoom: Zoom, geometry: Geometry, dx: number, dy: number): Zoom {
  const { width, height } = boxOf(zoom, geometry);
  return within({ ...zoom, x: zoom.x - dx / width, y: zoom.y - dy / height }, geometry);
}

/** One pixel of the picture on one pixel of the screen. */
export function oneToOne(zoom: Zoom, geometry: Geometry, density: number): Zoom {
  return within({ ...zoom, k: 1 / density / fitScale(geometry) }, geometry);
}
