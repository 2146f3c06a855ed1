import type { Act, Point } from "./history";

const INK = "#808080"; // shown as a neutral veil; only its opacity is the mask

type Ground = CanvasRenderingContext2D;

/** Draws one act over what is there. */
export function draw(ground: Ground, act: Act): void {
  const { width, height } = ground.canvas;
  if (act.kind === "clear") ground.clearRect(0, 0, width, height);
  else if (act.kind === "invert") fill(ground, INK, "source-out");
  else stroke(ground, act, act.points);
}

/** A stroke, or the part of it that these points are. */
export function stroke(
  ground: Ground,
  { erase, size }: { erase: boolean; size: number },
  points: readonly Point[],
): void {
  ground.save();
  ground.globalCompositeOperation = erase ? "destination-out" : "source-over";
  ground.fillStyle = ground.strokeStyle = INK;
  ground.lineCap = ground.lineJoin = "round";
  points.forEach((point, i) => {
    const before = points[i - 1] ?? point;
    ground.lineWidth = Math.max(1, size * point.press);
    ground.beginPath();
    ground.moveTo(before.x, before.y);
    ground.lineTo(point.x, point.y + (before === point ? 0.01 : 0)); // a dot is a line too
    ground.stroke();
  });
  ground.restore();
}

function fill(ground: Ground, colour: string, how: GlobalCompositeOperation): void {
  ground.save();
  ground.globalCompositeOperation = how;
  ground.fillStyle = colour;
  ground.fillRect(0, 0, ground.canvas.width, ground.canvas.height);
  ground.restore();
}

/** A mask of before, white on black, as ink on nothing. */
export async function inkOf(url: string): Promise<HTMLCanvasElement> {
  const image = await createImageBitmap(await (await fetch(url)).blob());
  const { ground, canvas } = blank(image.width, image.height);
  ground.drawImage(image, 0, 0);
  const pixels = ground.getImageData(0, 0, image.width, image.height);
  for (let i = 0; i < pixels.data.length; i += 4) {
    pixels.data[i + 3] = pixels.data[i] ?? 0;
    pixels.data[i] = pixels.data[i + 1] = pixels.data[i + 2] = 128;
  }
  ground.putImageData(pixels, 0, 0);
  return canvas;
}

/** White where there is ink, black elsewhere; null where there is none at all. */
export async function maskOf(ink: HTMLCanvasElement): Promise<Blob | null> {
  const { ground, canvas } = blank(ink.width, ink.height);
  ground.drawImage(ink, 0, 0);
  const { data } = ground.getImageData(0, 0, ink.width, ink.height);
  if (data.every((value, i) => i % 4 !== 3 || value === 0)) return null;
  fill(ground, "#ffffff", "source-in");
  fill(ground, "#000000", "destination-over");
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The mask was not written."))), "image/png"),
  );
}

function blank(width: number, height: number) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const ground = canvas.getContext("2d");
  if (!ground) throw new Error("This browser gives no canvas");
  return { canvas, ground };
}
