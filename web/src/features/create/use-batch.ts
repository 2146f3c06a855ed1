import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { hasEnded, jobQuery, type Job } from "@/api/jobs";

import { isGoingOn, placesOf, standOf, type Place, type Stand } from "./batch-state";
import { generationKey, generationQuery, type Generation } from "./queries";
import type { Batch } from "./store";

export interface BatchView {
  batch: Batch;
  stand: Stand;
  generation: Generation | undefined;
  /** Only while it goes on, or as it ended. */
  job: Job | undefined;
  places: Place[];
  width: number;
  height: number;
}

/** A batch with all that is known of it now. */
export function useBatch(batch: Batch): BatchView {
  const client = useQueryClient();
  const { data: generation, error } = useQuery(generationQuery(batch.generationId));
  const open = generation !== undefined && !hasEnded({ state: generation.status });
  const { data: job } = useQuery({ ...jobQuery(generation?.job_id ?? ""), enabled: open });
  const id = open && job && hasEnded(job) ? generation.id : undefined;
  useEffect(() => {
    if (id) void client.invalidateQueries({ queryKey: generationKey(id) });
  }, [client, id]);
  const stand = standOf({ error: batch.error ?? error }, generation, job);
  return {
    batch: error ? { ...batch, error } : batch,
    stand,
    generation,
    job: open || isGoingOn(stand) ? job : undefined,
    places: placesOf(batch.shape, generation, stand),
    width: generation?.plan.width ?? batch.shape.width,
    height: generation?.plan.height ?? batch.shape.height,
  };
}
