import { useMutation, useQueryClient } from "@tanstack/react-query";

import { jobKeys } from "@/api/jobs";
import { sayFailed } from "@/components/toast";

/** Runs what a person asks of a job, once at a time, and shows what came of it. */
export function useJobActions() {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onError: (error) => sayFailed("That was not done.", error),
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
  return { run: mutate, busy: isPending };
}

export type JobActions = ReturnType<typeof useJobActions>;
