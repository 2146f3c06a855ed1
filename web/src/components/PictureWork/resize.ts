import type { EditSpec } from "@/api/work";

export type Mode = NonNullable<EditSpec["mode"]>;

export interface Wish {
  /** Times its own size; null asks for a size in pixels. */
  scale: number | null;
  /** As they are typed. */
  width: string;
  height: string;
  mode: Mode;
  upscaler: string | null;
}

const LARGEST = 16_384;

interface Size {
  width: number;
  height: number;
}

/** The sides that were asked for; null when one of them cannot be. */
function sidesOf({ width, height }: Wish): Partial<Size> | null {
  const [across, down] = [width, height].map((text) => (text.trim() === "" ? undefined : Number(text)));
  const fine = [across, down].every(
    (side) => side === undefined || (Number.isInteger(side) && side >= 1 && side <= LARGEST),
  );
  if (!fine || (across === undefined && down === undefined)) return null;
  return { ...(across !== undefined && { width: across }), ...(down !== undefined && { height: down }) };
}

/** The request, or null while there is no size to ask for. */
export function editOf(id: string, wish: Wish): EditSpec | null {
  const upscaler = wish.upscaler && { upscaler: wish.upscaler };
  if (wish.scale !== null) return { images: [id], scale: wish.scale, ...upscaler };
  const sides = sidesOf(wish);
  return sides && { images: [id], ...sides, mode: wish.mode, ...upscaler };
}

/** How large a picture becomes, as far as that is known before. */
export function sizeAfter(picture: Size, wish: Wish): Size | null {
  const by = (factor: number) => ({
    width: Math.max(1, Math.round(picture.width * factor)),
    height: Math.max(1, Math.round(picture.height * factor)),
  });
  if (wish.scale !== null) return by(wish.scale);
  const sides = sidesOf(wish);
  if (!sides) return null;
  const { width, height } = sides;
  if (width === undefined || height === undefined)
    return by((width ?? 0) / picture.width || (height ?? 0) / picture.height);
  return wish.mode === "fit"
    ? by(Math.min(width / picture.width, height / picture.height))
    : { width, height };
}
