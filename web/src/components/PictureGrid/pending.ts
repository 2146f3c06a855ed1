import type { GalleryItem } from "@/api/gallery";

// What the person has done and the server has not yet answered. An answer that was on its way meanwhile does not know
// of it, and must not undo it on the screen.

const patches = new Map<string, Partial<GalleryItem>[]>();
const acts = new Set<Promise<unknown>>();
let begun = 0;

/** Remembers an act until it is answered, and with it what it changes of which pictures. */
export async function act<T>(
  does: () => Promise<T>,
  ids: Iterable<string> = [],
  patch: Partial<GalleryItem> = {},
): Promise<T> {
  const marked = [...ids];
  begun += 1;
  for (const id of marked) patches.set(id, [...(patches.get(id) ?? []), patch]);
  const answer = does();
  acts.add(answer);
  try {
    return await answer;
  } finally {
    acts.delete(answer);
    for (const id of marked) {
      const left = patches.get(id)?.filter((each) => each !== patch) ?? [];
      if (left.length > 0) patches.set(id, left);
      else patches.delete(id);
    }
  }
}

/** A fetched picture as the person has made it. */
export function withPending<T extends { id: string }>(item: T): T {
  const mine = patches.get(item.id);
  return mine ? mine.reduce<T>((made, patch) => ({ ...made, ...patch }), item) : item;
}

/** Fetches what holds all acts that were begun before it is answered. */
export async function settled<T>(fetch: () => Promise<T>): Promise<T> {
  for (;;) {
    await Promise.allSettled(acts);
    const before = begun;
    const answer = await fetch();
    if (begun === before) return answer;
  }
}
