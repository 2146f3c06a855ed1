import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { ago, count } from "@/lib/format";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { GridForm } from "./grid/GridForm";
import { GridShown } from "./grid/GridShown";
import { useDrawGrid } from "./grid/use-grid";
import { characterQuery } from "./queries";
import { checkpointsQuery, gridsQuery, type Grid } from "./versions";

const TOPICS = ["characters", "jobs"];
const route = getRouteApi("/characters/$characterId/grid/$version");

/** Steps of a training side by side, so that a person can choose by eye. */
export function GridPage() {
  const { characterId: id, version: text } = route.useParams();
  const { job } = route.useSearch();
  const navigate = route.useNavigate();
  const version = Number(text);
  useTopics(TOPICS);
  const character = useQuery(characterQuery(id));
  const checkpoints = useQuery(checkpointsQuery(id, version));
  const grids = useQuery(gridsQuery(id, version));
  const { unless } = useSharing(character.data?.project);
  const [asking, setAsking] = useState(false);
  const open = (next: string) => {
    setAsking(false);
    void navigate({ search: { job: next }, replace: true, resetScroll: false });
  };
  const draw = useDrawGrid(id, version, open);
  usePageTitle(character.data && `${character.data.name}, version ${version}`);

  const failed = character.error ?? checkpoints.error ?? grids.error;
  if (failed && !(character.data && checkpoints.data && grids.data)) {
    const retry = () => void Promise.all([character.refetch(), checkpoints.refetch(), grids.refetch()]);
    return <ErrorBlock error={failed} title="The steps did not arrive." onRetry={retry} />;
  }
  if (!character.data || !checkpoints.data || !grids.data) return <Skeleton className="h-96" />;
  const kept = checkpoints.data.checkpoints.filter(({ has_file }) => has_file);
  const shown = job ?? grids.data[0]?.job_id;
  const back = (
    <Button asChild>
      <Link to="/characters/$characterId" params={{ characterId: id }} search={{ tab: "versions", version }}>
        Version {version} of {character.data.name}
      </Link>
    </Button>
  );
  if (kept.length === 0)
    return (
      <EmptyState title="There are no steps to compare" action={back}>
        Trainings of a LoRA with samples keep some. An imported LoRA and a whole model have none.
      </EmptyState>
    );
  const form = asking || shown === undefined;
  return (
    <>
      <PageHeader
        title="Steps side by side"
        actions={
          <>
            {grids.data.length > 1 && !form && (
              <Select
                aria-label="Grids"
                value={shown}
                onChange={open}
                options={grids.data.map((grid) => ({ value: grid.job_id, label: nameOf(grid) }))}
                className="w-64"
              />
            )}
            {shown !== undefined && (
              <Button aria-expanded={asking} onClick={() => setAsking(!asking)}>
                {asking ? "Back to the grid" : "Draw another"}
              </Button>
            )}
            {back}
          </>
        }
      />
      {form && (
        <GridForm
          checkpoints={kept}
          unless={unless}
          busy={draw.isPending}
          onDraw={(ask) => draw.mutate(ask)}
        />
      )}
      {!form && (
        <GridShown
          key={shown}
          character={id}
          version={version}
          job={shown}
          unless={unless}
          inUse={character.data.version === version ? (checkpoints.data.step ?? undefined) : undefined}
        />
      )}
    </>
  );
}

function nameOf({ cells, steps, created_at }: Grid): string {
  return `${count(cells.length, "picture")}, ${count(steps.length, "step")}, ${ago(new Date(created_at), new Date())}`;
}
