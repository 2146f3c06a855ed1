import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { actOnPictures, MOST_IDS, type GalleryAction, type GalleryFilter } from "@/api/gallery";
import { count } from "@/lib/format";

import { sayFailed, sayWithUndo } from "../toast";
import { patchPictures, showLatest, takeOut } from "./cache";
import { act } from "./pending";

/** Pictures by their ids, or all that pass a filter but a few. */
export type Target = { ids: string[] } | { filter: GalleryFilter; but: string[]; count: number };

type Act = GalleryAction["action"];
type Request = Omit<GalleryAction, "action" | "forever">;

function requestsOf(target: Target): Request[] {
  if (!("ids" in target)) return [{ filter: target.filter, except: target.but }];
  const { ids } = target;
  const parts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, i) => i * MOST_IDS);
  return parts.map((from) => ({ ids: ids.slice(from, from + MOST_IDS), except: [] }));
}

async function send(action: Act, requests: readonly Request[]) {
  const answers = [];
  for (const request of requests) answers.push(await actOnPictures({ ...request, action, forever: false }));
  return {
    changed: answers.reduce((sum, { changed }) => sum + changed, 0),
    ids: answers.flatMap(({ ids }) => ids),
    binnedAt: answers.flatMap(({ binned_at }) => binned_at ?? []),
  };
}

const pictures = (target: Target) => count("ids" in target ? target.ids.length : target.count, "picture");

/** Does something with pictures; what can be taken back is shown at once. */
async function perform(
  client: QueryClient,
  { action, target, ahead, patch, failed }: Plan,
): Promise<Awaited<ReturnType<typeof send>> | undefined> {
  const back = "ids" in target ? ahead(new Set(target.ids)) : undefined;
  const ids = "ids" in target ? target.ids : [];
  try {
    const done = await act(() => send(action, requestsOf(target)), ids, patch);
    if (!back) await showLatest(client);
    return done;
  } catch (error) {
    back?.();
    sayFailed(`${failed} The pictures are as they were.`, error);
    return undefined;
  }
}

interface Plan {
  action: Act;
  target: Target;
  /** Shows it before the server has answered. */
  ahead: (ids: ReadonlySet<string>) => () => void;
  patch?: { favourite: boolean };
  failed: string;
}

function actionsFor(client: QueryClient) {
  const out = (ids: ReadonlySet<string>) => takeOut(client, ids);

  async function favourite(target: Target, on: boolean, quiet = false): Promise<void> {
    const mark = (ids: Iterable<string>, to: boolean) =>
      perform(client, {
        action: to ? "favourite" : "unfavourite",
        target: { ids: [...ids] },
        ahead: (these) => patchPictures(client, these, { favourite: to }),
        patch: { favourite: to },
        failed: to ? "The star was not set." : "The star was not taken away.",
      });
    const done =
      "ids" in target
        ? await mark(target.ids, on)
        : await perform(client, {
            action: on ? "favourite" : "unfavourite",
            target,
            ahead: () => () => undefined,
            failed: "The stars were not changed.",
          });
    if (!done || quiet || done.changed === 0 || done.changed > done.ids.length) return;
    sayWithUndo(`${count(done.changed, "picture")} ${on ? "starred" : "without a star now"}`, () => {
      void mark(done.ids, !on);
    });
  }

  function bin(target: Target): void {
    let back: (() => void) | undefined;
    const done = perform(client, {
      action: "bin",
      target,
      ahead: (ids) => (back = out(ids)),
      failed: "Nothing was moved to the bin.",
    });
    sayWithUndo(`${pictures(target)} moved to the bin`, () => {
      back?.();
      const restored = act(async () => {
        const filters = (await done)?.binnedAt.map((binned_at) => ({ filter: { binned_at }, except: [] }));
        await send("restore", filters ?? []);
      });
      void restored
        .catch((error: unknown) => sayFailed("The pictures are still in the bin.", error))
        .then(() => showLatest(client));
    });
  }

  async function restore(target: Target): Promise<void> {
    const failed = "Nothing was restored.";
    const done = await perform(client, { action: "restore", target, ahead: out, failed });
    if (!done) return;
    sayWithUndo(`${count(done.changed, "picture")} back in the gallery`, () => {
      void act(() => send("bin", requestsOf({ ids: done.ids })))
        .catch((error: unknown) => sayFailed("The pictures are still in the gallery.", error))
        .then(() => showLatest(client));
    });
  }

  /** For ever: asked for before, and shown only when it is done. */
  async function remove(target: Target): Promise<number> {
    const done = await act(() => send("delete", requestsOf(target)));
    await showLatest(client);
    return done.changed;
  }

  return { favourite, bin, restore, remove };
}

export type PictureActions = ReturnType<typeof actionsFor>;

/** What can be done with pictures, wherever they are shown. */
export function usePictureActions(): PictureActions {
  const client = useQueryClient();
  return useMemo(() => actionsFor(client), [client]);
}
