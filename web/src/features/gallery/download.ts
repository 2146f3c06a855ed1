import type { QueryClient } from "@tanstack/react-query";

import { pictureQuery, type PictureDetail } from "@/api/gallery";
import { dayOf } from "@/lib/calendar";
import { saveBlob, saveFrom } from "@/lib/save-file";
import { zip } from "@/lib/zip";

/** As many as a browser holds with ease on their way into one file. */
export const MOST_TO_DOWNLOAD = 200;
const TOGETHER = 4;

const bad = /[\\/:*?"<>|\p{Cc}]+/gu;

/** "Ada reading by a window 42.png" */
export function fileName({ prompt, seed, url }: Pick<PictureDetail, "prompt" | "seed" | "url">): string {
  const ending = /\.(\w+)(?:\?|$)/.exec(url)?.[1] ?? "png";
  return `${prompt.replaceAll(bad, " ").trim().slice(0, 60).trim() || "Picture"} ${seed}.${ending}`;
}

/** Names that differ: the second "a.png" becomes "a (2).png". */
export function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : name.replace(/(\.\w+)?$/, ` (${times})$1`);
  });
}

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`A picture did not arrive: the server answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** One picture as its file, several in one ZIP file. */
export async function download(client: QueryClient, ids: readonly string[]): Promise<void> {
  const [only] = ids;
  if (only === undefined) return;
  if (ids.length === 1) {
    saveFrom((await client.query(pictureQuery(only))).download_url);
    return;
  }
  const queue = [...ids.entries()];
  const found: { name: string; data: Uint8Array<ArrayBuffer> }[] = [];
  const take = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const picture = await client.query(pictureQuery(next[1]));
      found[next[0]] = { name: fileName(picture), data: await bytesOf(picture.url) };
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, take));
  const names = distinct(found.map(({ name }) => name));
  const entries = found.map(({ data }, i) => ({ name: names[i] ?? "", data }));
  saveBlob(zip(entries), `Safelight ${dayOf(new Date())}.zip`);
}
