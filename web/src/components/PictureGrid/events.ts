import type { QueryClient } from "@tanstack/react-query";

import { galleryKeys } from "@/api/gallery";
import type { LiveEvent } from "@/live/protocol";

import { askAnew, patchPictures, takeOut } from "./cache";

interface News {
  ids: string[];
  count: number; // of all that changed; `ids` are the first of them
  action: string | null;
}

let timer: ReturnType<typeof setTimeout> | undefined;
let all = false;
const DEBOUNCE = 300;

function soon(client: QueryClient, what: "skeletons" | "all"): void {
  all ||= what === "all";
  timer ??= setTimeout(() => {
    askAnew(client, all ? "all" : "skeletons");
    timer = undefined;
    all = false;
  }, DEBOUNCE);
}

/** What an event of the topic `gallery` does to the pictures that are shown. */
export function pictureEvent({ kind, data }: LiveEvent, client: QueryClient): void {
  const { ids, count, action } = data as unknown as News;
  const named = new Set(ids);
  if (kind === "picture.removed" || action === "bin") takeOut(client, named);
  else if (action === "favourite" || action === "unfavourite")
    patchPictures(client, named, { favourite: action === "favourite" });
  if (action === "bin" || action === "restore")
    for (const id of named) void client.invalidateQueries({ queryKey: galleryKeys.picture(id) });
  soon(client, count > ids.length ? "all" : "skeletons");
}
