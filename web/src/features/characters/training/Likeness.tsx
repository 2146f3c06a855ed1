import { useQuery } from "@tanstack/react-query";

import type { Job } from "@/api/jobs";
import { Chart } from "@/components/Chart";

import { bestStep, scoresSentence, SCORES, share } from "../checkpoints/scores";
import { curvesQuery } from "./metrics";

interface Props {
  job: Job;
  learning: boolean;
  /** The step whose samples are looked at. */
  at: number | undefined;
  onPick: (step: number) => void;
}

const RANGE = [-0.04, 1.04] as const; // a score is 0 to 1; a dot at the edge is whole

/** How like the samples are, how well they fit their words, and what it forgets, at each point. */
export function Likeness({ job, learning, at, onPick }: Props) {
  const { data: curves = {} } = useQuery(curvesQuery(job));
  const series = SCORES.flatMap(({ key, name }) => {
    const points = curves[key];
    return points && points.length > 0 ? [{ name, points }] : [];
  });
  if (series.length === 0) return null;
  const score = curves.score ?? [];
  return (
    <section aria-label="How like it is" className="grid content-start gap-4">
      <h2 className="text-text-3">How like it is</h2>
      <Chart
        series={series}
        summary={scoresSentence(score, learning)}
        height={180}
        dots
        range={RANGE}
        best={bestStep(score)}
        readout={share}
        at={at}
        onPick={onPick}
      />
    </section>
  );
}
