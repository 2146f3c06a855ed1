// A ZIP file without compression: pictures are compressed already.

interface Entry {
  name: string;
  data: Uint8Array<ArrayBuffer>;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

export function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const UTF8 = 0x0800; // names are UTF-8
const VERSION = 20;

/** The fields that a file's own head and its line in the list at the end have in common. */
function head({ name, data }: Entry, at: Date): [number, number][] {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  const length = new TextEncoder().encode(name).length;
  return [
    [VERSION, 2],
    [UTF8, 2],
    [0, 2], // stored
    [time, 2],
    [date, 2],
    [crc32(data), 4],
    [data.length, 4],
    [data.length, 4],
    [length, 2],
    [0, 2], // nothing more
  ];
}

function bytesOf(fields: readonly [value: number, size: number][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, [, size]) => sum + size, 0));
  let at = 0;
  for (const [value, size] of fields)
    for (let i = 0; i < size; i += 1) bytes[at++] = (value >>> (8 * i)) & 255;
  return bytes;
}

/** Files in one. Their names must differ. */
export function zip(entries: readonly Entry[], at = new Date()): Blob {
  const encoder = new TextEncoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const list: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = encoder.encode(entry.name);
    const own = bytesOf([[0x04034b50, 4], ...head(entry, at)]);
    const line = [
      [0x02014b50, 4],
      [VERSION, 2],
      ...head(entry, at),
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ];
    list.push(bytesOf(line as [number, number][]), name);
    parts.push(own, name, entry.data);
    offset += own.length + name.length + entry.data.length;
  }
  const size = list.reduce((sum, { length }) => sum + length, 0);
  const count = entries.length;
  const end = bytesOf([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ]);
  return new Blob([...parts, ...list, end], { type: "application/zip" });
}
