import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Job } from "@/api/jobs";
import { Chart } from "@/components/Chart";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

import { averageWidth, curvesQuery, lossSentence, type Curves as Figures } from "./metrics";

interface Props {
  job: Job;
  /** The step whose samples are looked at. */
  at: number | undefined;
  onPick: (step: number) => void;
  className?: string;
}

const NONE: Figures = {};

/** How it is going: the loss, and what lies behind More. */
export function Curves({ job, at, onPick, className }: Props) {
  const { data: curves = NONE, isError, error, refetch } = useQuery(curvesQuery(job));
  const [more, setMore] = useState(false);
  const loss = curves.loss ?? [];
  const rate = curves.learning_rate ?? [];
  const memory = curves.memory ?? [];
  return (
    <section aria-label="How it is going" className={cn("grid content-start gap-4", className)}>
      <h2 className="text-text-3">How it is going</h2>
      {isError && loss.length === 0 ? (
        <ErrorBlock
          error={error}
          title="The curves did not arrive."
          still="It goes on learning."
          onRetry={() => void refetch()}
        />
      ) : loss.length < 2 ? (
        <p className="flex h-[220px] items-center justify-center rounded-card bg-bg-1 px-6 text-center text-sm text-text-3">
          The curve of the loss begins with the first steps
        </p>
      ) : (
        <Chart
          series={[{ name: "Loss", points: loss }]}
          summary={lossSentence(loss)}
          average={averageWidth(loss)}
          height={220}
          at={at}
          onPick={onPick}
        />
      )}
      {(rate.length > 0 || memory.length > 0) && (
        <Button
          variant="ghost"
          size="small"
          aria-expanded={more}
          className="justify-self-start"
          onClick={() => setMore(!more)}
        >
          {more ? "Less" : "More"}
        </Button>
      )}
      {more && rate.length > 0 && (
        <Chart
          series={[{ name: "Learning rate", points: rate }]}
          summary="Learning rate"
          height={120}
          at={at}
        />
      )}
      {more && memory.length > 0 && (
        <Chart series={[{ name: "Memory", points: memory }]} summary="Memory" height={120} at={at} />
      )}
    </section>
  );
}
