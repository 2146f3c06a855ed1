import { hasEnded, type Job } from "@/api/jobs";

import type { Generation, MadePicture } from "./queries";
import type { Batch, Shape } from "./store";

/** asking: the server has not answered · refused: it will not · then as its job goes. */
export type Stand = "asking" | "refused" | "waiting" | "running" | "done" | "failed" | "stopped";

const STANDS = {
  queued: "waiting",
  placed: "running",
  running: "running",
  succeeded: "done",
  failed: "failed",
  cancelled: "stopped",
} as const satisfies Record<Job["state"], Stand>;

/** Where a batch stands. What has ended has ended, whichever of the two answers says so. */
export function standOf(
  batch: Pick<Batch, "error">,
  generation: Pick<Generation, "status"> | undefined,
  job: Pick<Job, "state"> | undefined,
): Stand {
  if (!generation) return batch.error ? "refused" : "asking";
  if (hasEnded({ state: generation.status }) || !job) return STANDS[generation.status];
  // Its job is done, and its pictures are on their way.
  return job.state === "succeeded" ? "running" : STANDS[job.state];
}

export const isGoingOn = (stand: Stand) => stand === "asking" || stand === "waiting" || stand === "running";

export interface Place {
  /** Which of the batch, from 0. */
  index: number;
  seed: number | null;
  picture: MadePicture | undefined;
}

/** The places of a batch: all that were asked for while it goes on, then those that are there. */
export function placesOf(shape: Shape, generation: Generation | undefined, stand: Stand): Place[] {
  const first = generation?.plan.seed ?? null;
  const named = generation?.plan.seeds ?? [];
  const pictures = new Map(generation?.pictures.map((picture) => [picture.seed, picture]));
  const n = generation?.plan.n ?? shape.n;
  const all = Array.from({ length: n }, (_, index): Place => {
    const seed = named[index] ?? (first === null ? null : first + index);
    return { index, seed, picture: seed === null ? undefined : pictures.get(seed) };
  });
  return isGoingOn(stand) ? all : all.filter(({ picture }) => picture);
}

/** The batch to show when nobody has chosen one: what develops, else what is next to, else the newest. */
export function nowShown<T extends { stand: Stand }>(newestFirst: readonly T[]): T | undefined {
  return (
    newestFirst.find(({ stand }) => stand === "running") ??
    newestFirst.findLast(({ stand }) => stand === "waiting" || stand === "asking") ??
    newestFirst[0]
  );
}

/** The largest tiles of one proportion that fit into a box. */
export function arrange(
  n: number,
  proportion: number,
  box: { width: number; height: number },
  gap: number,
): { columns: number; width: number; height: number } {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= n; columns += 1) {
    const rows = Math.ceil(n / columns);
    const across = (box.width - gap * (columns - 1)) / columns;
    const down = (box.height - gap * (rows - 1)) / rows;
    const width = Math.floor(Math.max(0, Math.min(across, down * proportion)));
    if (width > best.width) best = { columns, width, height: Math.floor(width / proportion) };
  }
  return best;
}
