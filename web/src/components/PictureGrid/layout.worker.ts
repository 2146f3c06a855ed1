import { lay, type Look } from "./layout";

interface Question {
  number: number;
  months: { month: string; shapes: string }[];
  look: Look;
}

self.addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const layout = lay(data.months, data.look);
  const { shapes, rowStart, rowTop, rowHeight } = layout;
  const buffers = [shapes, rowStart, rowTop, rowHeight].map(({ buffer }) => buffer as ArrayBuffer);
  self.postMessage({ number: data.number, layout }, { transfer: buffers });
});
