import { useMutation, useQuery } from "@tanstack/react-query";

import { generationQuery, makeAgain, type PictureDetail } from "@/api/gallery";
import { hasEnded, jobQuery } from "@/api/jobs";
import { randomId } from "@/lib/ids";
import { useTopics } from "@/live/hooks";

import { largestDifference } from "./pixels";

interface Asked {
  id: string;
  seed: "same" | "new";
  intent: string;
}

export type Again = ReturnType<typeof useAgain>;

/** A picture made again, from the press to the finished picture beside it. */
export function useAgain(picture: PictureDetail | undefined) {
  const start = useMutation({
    mutationFn: ({ id, seed, intent }: Asked) => makeAgain(id, seed, intent),
  });
  const asked = start.variables?.id === picture?.id ? start.variables : undefined; // not of the picture before
  const begun = asked && start.data;
  const of = asked?.seed;
  useTopics(begun ? [`job:${begun.job_id}`] : []);
  const { data: job } = useQuery({ ...jobQuery(begun?.job_id ?? ""), enabled: begun !== undefined });
  const over = job !== undefined && hasEnded(job);
  const { data: generation, error } = useQuery(generationQuery(over ? begun?.id : undefined));
  const made = generation?.pictures[0];
  const identical = made && made.sha256 === picture?.sha256;
  const { data: difference } = useQuery({
    queryKey: ["pixels", picture?.url, made?.url],
    queryFn: () => largestDifference(picture?.url ?? "", made?.url ?? ""),
    enabled: of === "same" && identical === false,
    staleTime: Infinity,
  });
  return {
    /** Which of the two, if any was asked for. */
    of,
    starting: asked !== undefined && start.isPending,
    job,
    made,
    identical,
    difference,
    failure:
      (asked && start.error) ?? error ?? (job?.state === "failed" ? new Error(job.failure?.message) : null),
    cancelled: job?.state === "cancelled",
    start: (seed: Asked["seed"]) => picture && start.mutate({ id: picture.id, seed, intent: randomId() }),
    dismiss: () => start.reset(),
  };
}
