import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Camera, Square } from "lucide-react";
import { useMemo, useState } from "react";

import { hasEnded, type Job } from "@/api/jobs";
import { workersQuery } from "@/api/workers";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { useCommands } from "@/keys/commands";
import { useShortcuts } from "@/keys/hooks";
import { useConnection } from "@/live/connection";

import { samplesQuery, type Character } from "../queries";
import { checkpointsQuery } from "../versions";
import { savedStep } from "../words";
import { useTrainingActions } from "./actions";
import { Curves } from "./Curves";
import { Facts } from "./Facts";
import { Hero } from "./Hero";
import { LargeSample } from "./LargeSample";
import { Likeness } from "./Likeness";
import { curvesQuery } from "./metrics";
import { Outcome } from "./Outcome";
import { Probes } from "./Probes";
import { sampleTable, snap } from "./sample-table";
import { SampleGrid, type Place } from "./SampleGrid";
import { StepBar } from "./StepBar";

const route = getRouteApi("/characters/$characterId/training");
const NONE: never[] = [];

/** The step whose samples are drawn now: the one where it rests. Before the first steps there is no total. */
function developing({ state, progress }: Job): number | undefined {
  return state === "running" && progress.stage === "train" && progress.total ? progress.step : undefined;
}

/** A training as it goes: the sentence, the film of samples, the curves, and what can be done. */
export function Training({ character, job }: { character: Character; job: Job }) {
  const { id, name, training } = character;
  const { step, prompt } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: workers = NONE } = useQuery(workersQuery);
  const { data: samples = NONE } = useQuery(samplesQuery(id));
  const lost = useConnection(({ state }) => state === "lost");
  const { stop, goOn, sampleNow } = useTrainingActions(job);
  const { unless } = useSharing(character.project);
  const [large, setLarge] = useState(false);
  const [asStart, setAsStart] = useState(false);

  const learning = !hasEnded(job);
  const latest = job.id === character.job_id;
  const attempt = latest
    ? character.attempt
    : character.versions.find(({ job_id }) => job_id === job.id)?.number;
  const mine = useMemo(() => samples.filter(({ version }) => version === attempt), [samples, attempt]);
  const made = character.versions.find(({ number }) => number === attempt)?.number;
  const { data: curves } = useQuery(curvesQuery(job));
  const { data: { checkpoints } = { checkpoints: NONE } } = useQuery({
    ...checkpointsQuery(id, attempt ?? 0),
    // There are none before the first was scored.
    enabled: attempt != null && (made !== undefined || (curves?.score ?? []).length > 0),
  });
  const table = useMemo(() => sampleTable(mine, training, learning), [mine, training, learning]);
  const steps = table.rows.filter(({ ahead }) => !ahead).map((row) => row.step);
  // Until a place is chosen, the newest is looked at, and moves along.
  const place: Place = {
    step: (step === undefined ? steps.at(-1) : snap(steps, step)) ?? 0,
    prompt: Math.min(prompt ?? 0, table.prompts.length - 1),
  };
  const look = (next: Place) => {
    const newest = next.step === steps.at(-1) && step === undefined;
    void navigate({
      // Named: a page that is on its way here is where the router already stands.
      params: { characterId: id },
      search: (all) => ({ ...all, prompt: next.prompt, ...(!newest && { step: next.step }) }),
      replace: true,
      resetScroll: false,
    });
  };

  const at = steps.length > 0 ? place.step : undefined;
  const pick = (wanted: number) => look({ ...place, step: snap(steps, wanted) ?? 0 });
  // A training that failed or was stopped becomes a version by the use of one of its steps.
  const usable = made ?? (learning ? undefined : (attempt ?? undefined));
  const looked = checkpoints.find((each) => each.step === at);

  const present = workers.filter(({ state }) => state !== "gone").length;
  const saved = savedStep(job, training);
  const canSample = job.state === "running" && job.progress.stage === "train" && !job.cancel_requested;
  const canStop = learning && !job.cancel_requested;
  const doStop = () => canStop && stop.mutate();
  const doSample = () => canSample && sampleNow.mutate();
  useShortcuts([
    { id: "training sample", keys: "S", label: "Sample now", enabled: canSample, unless, run: doSample },
    { id: "training stop", keys: "Escape Escape", label: "Stop", enabled: canStop, unless, run: doStop },
  ]);
  useCommands(
    useMemo(
      () =>
        canSample
          ? [
              {
                id: "training sample",
                label: `Sample ${name} now`,
                group: "Do" as const,
                icon: Camera,
                keys: "S",
                unless,
                run: () => sampleNow.mutate(),
              },
            ]
          : [],
      // eslint-disable-next-line react-hooks/exhaustive-deps -- the mutation is a new object each time, and always the same act
      [canSample, name, unless],
    ),
  );

  const actions = learning ? (
    <>
      <Button
        disabled={!canStop || lost}
        unless={unless}
        onClick={doStop}
        title={`What was learnt is kept: it can go on later`}
      >
        <Square aria-hidden />
        {job.cancel_requested ? "Stopping…" : "Stop"}
      </Button>
      <Button
        variant="primary"
        keys="S"
        disabled={!canSample || lost}
        unless={unless}
        busy={sampleNow.isPending}
        onClick={doSample}
      >
        <Camera aria-hidden />
        Sample now
      </Button>
    </>
  ) : (
    <>
      {!unless && (
        <Button asChild>
          <Link to="/characters/$characterId/plan" params={{ characterId: id }} hash="plan">
            Train again
          </Link>
        </Button>
      )}
      {character.version > 0 && (
        <>
          <Button asChild>
            <Link to="/characters/$characterId" params={{ characterId: id }}>
              Open {name}
            </Link>
          </Button>
          <Button asChild variant={job.state === "succeeded" ? "primary" : "secondary"}>
            <Link to="/create" search={{ c: [id] }}>
              Create with {name}
            </Link>
          </Button>
        </>
      )}
    </>
  );
  return (
    <div className="grid gap-6">
      <Hero
        job={job}
        character={character}
        attempt={attempt ?? null}
        workers={workers}
        saved={saved}
        actions={actions}
      />
      <Outcome
        job={job}
        character={character}
        workers={present}
        saved={saved}
        goingOn={goOn.isPending}
        unless={unless}
        onGoOn={() => goOn.mutate()}
      />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="grid gap-4">
          <SampleGrid
            table={table}
            checkpoints={checkpoints}
            developing={developing(job)}
            place={place}
            onPlace={look}
            onOpen={() => setLarge(true)}
            asStart={asStart}
            onStart={setAsStart}
          />
          {looked && <StepBar character={id} version={usable} checkpoint={looked} unless={unless} />}
        </div>
        <div className="grid gap-6">
          <Likeness job={job} learning={learning} at={at} onPick={pick} />
          <Curves job={job} at={at} onPick={pick} />
        </div>
      </div>
      <Probes checkpoints={checkpoints} at={place.step} />
      <Facts job={job} character={character} />
      {large && (
        <LargeSample
          table={table}
          place={place}
          onPlace={look}
          onClose={() => setLarge(false)}
          asStart={asStart}
          onStart={setAsStart}
        />
      )}
    </div>
  );
}
