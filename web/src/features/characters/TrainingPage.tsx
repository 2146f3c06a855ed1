import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";

import { jobQuery } from "@/api/jobs";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { characterQuery } from "./queries";
import { Training } from "./training/Training";

const route = getRouteApi("/characters/$characterId/training");

export function TrainingPage() {
  const { characterId } = route.useParams();
  const { job: wanted } = route.useSearch();
  const character = useQuery(characterQuery(characterId));
  const jobId = wanted ?? character.data?.job_id ?? undefined;
  useTopics(["characters", "workers", ...(jobId ? [`job:${jobId}`] : [])]);
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== undefined });
  usePageTitle(character.data?.name);

  const failed = character.error ?? job.error;
  if (character.data?.status === "draft") {
    return <Navigate to="/characters/new/$draftId" params={{ draftId: characterId }} replace />;
  }
  if (character.data && jobId === undefined) {
    return (
      <EmptyState
        title={`${character.data.name} has not been trained here`}
        action={
          <Button asChild>
            <Link to="/characters/$characterId" params={{ characterId }}>
              Open {character.data.name}
            </Link>
          </Button>
        }
      />
    );
  }
  if (character.data && job.data) {
    return <Training key={job.data.id} character={character.data} job={job.data} />;
  }
  if (failed) {
    return (
      <ErrorBlock
        error={failed}
        title="The training did not arrive."
        still="If it is learning, it goes on."
        onRetry={() => {
          void character.refetch();
          if (jobId) void job.refetch();
        }}
      />
    );
  }
  return (
    <div className="grid gap-6" aria-hidden>
      <Skeleton className="h-9 w-[36rem] max-w-full" />
      <Skeleton className="h-8" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-72" />
      </div>
    </div>
  );
}
