import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import { answer, api } from "@/api/client";
import { generationQuery } from "@/api/gallery";
import { hasEnded, jobQuery } from "@/api/jobs";
import type { Begun } from "@/api/work";
import { randomId } from "@/lib/ids";
import { useTopics } from "@/live/hooks";

/** A film or another size of a picture, from the press to what came of it. */
export function useWork(begin: (intent: string) => Promise<Begun>) {
  // A try that was not answered is the same request when it is tried again.
  const intent = useRef(randomId());
  const start = useMutation({ mutationFn: () => begin(intent.current) });
  const begun = start.data;
  useTopics(begun ? [`job:${begun.jobId}`] : []);
  const { data: job } = useQuery({ ...jobQuery(begun?.jobId ?? ""), enabled: begun !== undefined });
  const over = job !== undefined && hasEnded(job);
  const { data: generation, error } = useQuery(generationQuery(over ? begun?.generationId : undefined));
  return {
    starting: start.isPending,
    job: begun ? job : undefined,
    going: begun !== undefined && !over,
    made: generation?.pictures[0],
    notes: generation?.notes ?? [],
    failure:
      start.error ??
      error ??
      (job?.state === "failed" ? new Error(job.failure?.message ?? "It failed.") : null),
    stopped: job?.state === "cancelled",
    start: () => start.mutate(),
    stop: async () => {
      if (begun)
        await answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: begun.jobId } } }));
    },
    /** Back to the form, for another one. */
    again: () => {
      intent.current = randomId();
      start.reset();
    },
  };
}

export type Work = ReturnType<typeof useWork>;
