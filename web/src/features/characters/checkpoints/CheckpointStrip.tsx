import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LayoutGrid } from "lucide-react";
import { useRef } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Picture } from "@/components/Picture";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useArrows } from "@/components/use-arrows";
import { number as figure } from "@/lib/format";

import { checkpointsQuery, type Checkpoint } from "../versions";
import { scoreWords, share } from "./scores";
import { useStep } from "./use-step";

interface Props {
  character: string;
  version: number;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** What a version had learnt at each sample point, in a row: any that was kept can be drawn with. */
export function CheckpointStrip({ character, version, unless }: Props) {
  const { data, isError, error, refetch } = useQuery(checkpointsQuery(character, version));
  const use = useStep(character);
  const list = useRef<HTMLUListElement>(null);
  const act = (step: number) => {
    const chosen = data?.checkpoints.find((each) => each.step === step);
    if (chosen?.has_file && !chosen.in_use) use.mutate({ number: version, step });
  };
  useArrows(list, `steps ${version}`, [
    { id: "checkpoint use", keys: "U", label: "Use this step", unless, act: (step) => act(Number(step)) },
  ]);
  if (isError && !data)
    return <ErrorBlock error={error} title="The steps did not arrive." onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-44" />;
  const steps = data.checkpoints.filter(({ step }) => step > 0);
  if (steps.length === 0)
    return <p className="text-text-2">It has no steps to choose from: no samples were made on the way.</p>;
  return (
    <div className="grid gap-3">
      <ul
        ref={list}
        aria-label={`Steps of version ${version}`}
        className="flex gap-2 overflow-x-auto p-1 [scrollbar-width:thin]"
      >
        {steps.map((checkpoint) => (
          <Step
            key={checkpoint.step}
            checkpoint={checkpoint}
            busy={use.isPending && use.variables.step === checkpoint.step}
            unless={unless}
            onUse={() => act(checkpoint.step)}
          />
        ))}
      </ul>
      {steps.some(({ has_file }) => has_file) && (
        <Button asChild size="small" className="justify-self-start">
          <Link
            to="/characters/$characterId/grid/$version"
            params={{ characterId: character, version: String(version) }}
          >
            <LayoutGrid aria-hidden />
            Compare steps in a grid
          </Link>
        </Button>
      )}
    </div>
  );
}

interface StepProps extends Pick<Props, "unless"> {
  checkpoint: Checkpoint;
  busy: boolean;
  onUse: () => void;
}

function Step({ checkpoint, busy, unless, onUse }: StepProps) {
  const { step, scores, samples, in_use, is_best, has_file } = checkpoint;
  const picture = samples[0];
  const words = [
    `Step ${figure(step)}`,
    scores.score != null && `score ${share(scores.score)}`,
    is_best && "best",
    in_use && "in use",
  ].filter(Boolean);
  return (
    <li
      data-item={step}
      tabIndex={-1}
      aria-label={words.join(", ")}
      title={scoreWords(checkpoint) || undefined}
      className="grid w-32 shrink-0 content-start gap-1.5 rounded-print ring-focus"
    >
      {picture ? (
        <Picture
          picture={{
            src: picture.thumbnail_url,
            width: picture.width,
            height: picture.height,
            thumbhash: picture.thumbhash,
          }}
          alt=""
          className="aspect-square!"
        />
      ) : (
        <span className="flex aspect-square items-center justify-center rounded-print bg-bg-3 text-sm text-text-3">
          no picture
        </span>
      )}
      <p className="flex justify-between gap-2 text-sm tabular-nums">
        <span>{figure(step)}</span>
        {scores.score != null && <span className="text-text-2">{share(scores.score)}</span>}
      </p>
      <div className="flex min-h-7 flex-wrap items-center gap-1">
        {is_best && <Badge tone="ok">best</Badge>}
        {in_use && <Badge tone="lamp">in use</Badge>}
        {!in_use && has_file && (
          <Button
            size="small"
            busy={busy}
            unless={unless}
            aria-label={`Use step ${figure(step)}`}
            onClick={onUse}
          >
            Use
          </Button>
        )}
        {!in_use && !has_file && <span className="text-sm text-text-3">not kept</span>}
      </div>
    </li>
  );
}
