import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { hasEnded } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { number as figure } from "@/lib/format";

import { useStep } from "../checkpoints/use-step";
import { gridQuery, type Grid } from "../versions";
import { drawnCount, within, type Across, type Spot } from "./grid";
import { GridLarge } from "./GridLarge";
import { GridTable } from "./GridTable";
import { useCancelGrid } from "./use-grid";

interface Props {
  character: string;
  version: number;
  job: string;
  /** The step that the version draws with. */
  inUse: number | undefined;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

const START: Spot = { step: 0, prompt: 0, strength: 0 };

/** One grid: how far it is, and its pictures as they come. */
export function GridShown({ character, version, job, inUse, unless }: Props) {
  const { data: grid, isError, error, refetch } = useQuery(gridQuery(character, version, job));
  const cancel = useCancelGrid(character, version);
  const use = useStep(character);
  const [spot, setSpot] = useState(START);
  const [wished, setAcross] = useState<Across>();
  const [large, setLarge] = useState(false);
  if (isError && !grid)
    return <ErrorBlock error={error} title="The grid did not arrive." onRetry={() => void refetch()} />;
  if (!grid) return <Skeleton className="h-96" />;
  const at = within(grid, spot);
  const across = wished ?? (grid.prompts.length === 1 && grid.strengths.length > 1 ? "strength" : "prompt");
  const choose = (step: number) => {
    if (step !== inUse && unless === undefined) use.mutate({ number: version, step });
  };
  return (
    <section aria-label="Grid" className="grid min-w-0 gap-4">
      <State grid={grid} stopping={cancel.isPending} unless={unless} onStop={() => cancel.mutate(job)} />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        {grid.prompts.length > 1 && grid.strengths.length > 1 && (
          <RadioCards
            look="line"
            label="Columns are"
            value={across}
            onChange={setAcross}
            cards={[
              { value: "prompt", label: "Prompts side by side" },
              { value: "strength", label: "Strengths side by side" },
            ]}
          />
        )}
        {across === "prompt" && grid.strengths.length > 1 && (
          <RadioCards
            look="line"
            label="Strength"
            value={String(at.strength)}
            onChange={(strength) => setSpot({ ...at, strength: Number(strength) })}
            cards={grid.strengths.map((strength, i) => ({ value: String(i), label: `Strength ${strength}` }))}
          />
        )}
        {across === "strength" && grid.prompts.length > 1 && (
          <RadioCards
            look="line"
            label="Prompt"
            value={String(at.prompt)}
            onChange={(prompt) => setSpot({ ...at, prompt: Number(prompt) })}
            cards={grid.prompts.map((prompt, i) => ({
              value: String(i),
              label: <span title={prompt}>Prompt {i + 1}</span>,
            }))}
          />
        )}
      </div>
      {across === "strength" && <p className="text-text-2">{grid.prompts[at.prompt]}</p>}
      <GridTable
        grid={grid}
        across={across}
        spot={at}
        onSpot={setSpot}
        onOpen={() => setLarge(true)}
        onUse={choose}
        unless={unless}
        inUse={inUse}
      />
      {large && (
        <GridLarge
          grid={grid}
          across={across}
          spot={at}
          onSpot={setSpot}
          onClose={() => setLarge(false)}
          onUse={choose}
          busy={use.isPending}
          unless={unless}
          inUse={grid.steps[at.step] === inUse}
        />
      )}
    </section>
  );
}

interface StateProps extends Pick<Props, "unless"> {
  grid: Grid;
  stopping: boolean;
  onStop: () => void;
}

function State({ grid, stopping, unless, onStop }: StateProps) {
  const [done, all] = [drawnCount(grid), grid.cells.length];
  if (grid.status === "failed")
    return (
      <p role="alert" className="rounded-card bg-danger-tint p-4">
        {grid.failure?.message ?? "The grid was not drawn."} <span>{grid.failure?.hint}</span>
      </p>
    );
  if (grid.status === "cancelled")
    return (
      <p className="text-text-2">
        Stopped with {figure(done)} of {figure(all)} drawn.
      </p>
    );
  if (hasEnded({ state: grid.status })) return null;
  const words =
    grid.status === "running" ? `Drawing, ${figure(done)} of ${figure(all)}` : "Waiting for a free worker";
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-3">
        <p role="status" className="grow tabular-nums">
          {words}
        </p>
        <Button size="small" busy={stopping} unless={unless} onClick={onStop}>
          Stop
        </Button>
      </div>
      <Progress value={all ? done / all : undefined} label="Drawing the grid" of={grid.job_id} />
    </div>
  );
}
