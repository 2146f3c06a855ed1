import { expect, it } from "vitest";

import { crc32, zip } from "./zip";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(blob);
  });
}

/** Reads a file as others do: from the list at its end. */
async function unzip(blob: Blob): Promise<Record<string, string>> {
  const data = new Uint8Array(await read(blob));
  const view = new DataView(data.buffer);
  const text = (from: number, length: number) => new TextDecoder().decode(data.slice(from, from + length));
  const end = data.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const files: Record<string, string> = {};
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < view.getUint16(end + 10, true); i += 1) {
    expect(view.getUint32(at, true)).toBe(0x02014b50);
    const length = view.getUint16(at + 28, true);
    const own = view.getUint32(at + 42, true);
    expect(view.getUint32(own, true)).toBe(0x04034b50);
    const size = view.getUint32(own + 18, true);
    const content = data.slice(own + 30 + length, own + 30 + length + size);
    expect(view.getUint32(at + 16, true)).toBe(crc32(content));
    files[text(at + 46, length)] = new TextDecoder().decode(content);
    at += 46 + length;
  }
  expect(at).toBe(end);
  return files;
}

it("counts the check sum that everybody counts", () => {
  expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});

it("makes a file that holds all files", async () => {
  const files = { "Ada am Fenster 42.png": "first", "ä ö 1.png": "second picture", "empty.png": "" };
  const made = zip(Object.entries(files).map(([name, content]) => ({ name, data: bytes(content) })));
  expect(await unzip(made)).toEqual(files);
});
