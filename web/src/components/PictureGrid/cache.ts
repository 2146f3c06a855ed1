import type { QueryClient, QueryKey } from "@tanstack/react-query";

import { galleryKeys, type GalleryItem, type PictureDetail } from "@/api/gallery";

import { without, type Roll } from "./roll";
import type { Shown } from "./source";

// Changes of what is shown, in every grid at once: by the person, ahead of the server, and by events.

type Undo = () => void;

const isSpan = (key: QueryKey) => key[2] === "span";
const isSkeleton = ({ queryKey }: { queryKey: QueryKey }) => queryKey[2] === "skeleton";
const rollKey = (key: QueryKey) => [...key.slice(0, 2), "shown"];

function spans(client: QueryClient) {
  return client
    .getQueryCache()
    .findAll({ queryKey: galleryKeys.all, predicate: ({ queryKey }) => isSpan(queryKey) })
    .flatMap(({ queryKey, state }) => {
      const items = state.data as GalleryItem[] | undefined;
      return items ? [{ queryKey, items }] : [];
    });
}

/** Sets data; the returned function sets back what was there, unless it was changed again meanwhile. */
function set(client: QueryClient, key: QueryKey, data: unknown): Undo {
  const before = client.getQueryData(key);
  client.setQueryData(key, data);
  const after = client.getQueryData(key);
  return () => {
    if (client.getQueryData(key) === after) client.setQueryData(key, before);
  };
}

/** Changes pictures wherever they are shown. */
export function patchPictures(
  client: QueryClient,
  ids: ReadonlySet<string>,
  patch: Partial<GalleryItem>,
): Undo {
  const undos = spans(client)
    .filter(({ items }) => items.some(({ id }) => ids.has(id)))
    .map(({ queryKey, items }) =>
      set(
        client,
        queryKey,
        items.map((item) => (ids.has(item.id) ? { ...item, ...patch } : item)),
      ),
    );
  for (const id of ids) {
    const detail = client.getQueryData<PictureDetail>(galleryKeys.picture(id));
    if (detail) undos.push(set(client, galleryKeys.picture(id), { ...detail, ...patch }));
  }
  return () => undos.forEach((undo) => undo());
}

/** Takes pictures out of every grid that shows them. */
export function takeOut(client: QueryClient, ids: ReadonlySet<string>): Undo {
  const undos: Undo[] = [];
  const places = new Map<string, { key: QueryKey; gone: number[] }>();
  for (const { queryKey, items } of spans(client)) {
    const kept = items.filter(({ id }) => !ids.has(id));
    if (kept.length === items.length) continue;
    const key = rollKey(queryKey);
    const span = client.getQueryData<Shown>(key)?.roll.spans.find(({ name }) => name === queryKey[3]);
    undos.push(set(client, queryKey, kept));
    if (!span) continue; // of a roll that is no longer shown
    const gone = items.flatMap(({ id }, i) => (ids.has(id) ? [span.first + i] : []));
    const name = JSON.stringify(key);
    places.set(name, { key, gone: [...(places.get(name)?.gone ?? []), ...gone] });
  }
  for (const { key, gone } of places.values()) {
    const shown = client.getQueryData<Shown>(key);
    if (shown) undos.push(show(client, key, without(shown.roll, gone)));
  }
  return () => undos.forEach((undo) => undo());
}

/** Shows another roll; the returned function brings the former back, unless a third is shown by then. */
export function show(client: QueryClient, key: QueryKey, roll: Roll): Undo {
  const before = client.getQueryData<Shown>(key);
  client.setQueryData<Shown>(key, { roll, of: Date.now() });
  const after = client.getQueryData<Shown>(key);
  return () => {
    if (before && client.getQueryData<Shown>(key)?.roll === after?.roll)
      client.setQueryData<Shown>(key, { roll: before.roll, of: Date.now() });
  };
}

/** Shows what there is now, wherever one is: after an act whose outcome one waits for. */
export async function showLatest(client: QueryClient): Promise<void> {
  askAnew(client, "all");
  const skeletons = { queryKey: galleryKeys.all, predicate: isSkeleton };
  await client.refetchQueries({ ...skeletons, type: "active" });
  for (const [key, roll] of client.getQueriesData<Roll>(skeletons))
    if (roll && client.getQueryData(rollKey(key))) show(client, rollKey(key), roll);
}

/** Asks anew how many pictures there are, and what is in those spans that may have changed. */
export function askAnew(client: QueryClient, what: "skeletons" | "all" = "skeletons"): void {
  void client.invalidateQueries({
    queryKey: galleryKeys.all,
    predicate: (query) => what === "all" || isSkeleton(query),
  });
}
