import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { jobKeys, type Job } from "@/api/jobs";
import { say, sayFailed } from "@/components/toast";

/** What can be done with a training: stop it, let it go on, look at it now. */
export function useTrainingActions(job: Job) {
  const client = useQueryClient();
  const params = { path: { job_id: job.id } };
  const fresh = () => {
    void client.invalidateQueries({ queryKey: jobKeys.all });
    void client.invalidateQueries({ queryKey: ["characters"] });
  };
  const stop = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params })),
    // "Stopping…" at once; "Stopped" only when the worker has.
    onMutate: () =>
      client.setQueryData<Job>(jobKeys.one(job.id), (known) => known && { ...known, cancel_requested: true }),
    onSettled: fresh,
    onError: (error) => sayFailed("It was not stopped.", error),
  });
  const goOn = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/jobs/{job_id}/resume", { params })),
    onSettled: fresh,
    onError: (error) => sayFailed("It does not go on.", error),
  });
  const sampleNow = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/jobs/{job_id}/sample", { params })),
    onSuccess: ({ wishes }) => {
      client.setQueryData<Job>(jobKeys.one(job.id), (known) => known && { ...known, wishes });
      say("Samples are made after this step");
    },
    onError: (error) => sayFailed("No sample was asked for.", error),
  });
  return { stop, goOn, sampleNow };
}
