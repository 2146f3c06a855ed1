/** The pixels of a picture, four bytes each. */
async function pixelsOf(url: string): Promise<ImageData> {
  const image = await createImageBitmap(await (await fetch(url)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas");
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

/** By how much of 255 any channel of any pixel differs between two pictures of one size. */
export async function largestDifference(a: string, b: string): Promise<number> {
  const [one, other] = await Promise.all([pixelsOf(a), pixelsOf(b)]);
  if (one.width !== other.width || one.height !== other.height) return 255;
  let largest = 0;
  for (let i = 0; i < one.data.length; i += 1)
    largest = Math.max(largest, Math.abs((one.data[i] ?? 0) - (other.data[i] ?? 0)));
  return largest;
}
