import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { hasEnded, type Job } from "@/api/jobs";
import type { Point } from "@/lib/curves";

export type Curves = Readonly<Record<string, readonly Point[]>>;

const MOST = 2000; // points of a curve, however long one watches
const ASKED = 1000;
const EVERY = 2000;

/** The curves with what came since `step`; a step that was learnt again, after a rest, is drawn as it was last. */
export function addPoints(before: Curves, fresh: readonly Schemas["MetricCurve"][], step: number): Curves {
  const curves: Record<string, readonly Point[]> = { ...before };
  for (const { name, points } of fresh) {
    const kept = (before[name] ?? []).filter(([at]) => at <= step);
    curves[name] = [...kept, ...points.map((point): Point => [point.step, point.value])];
  }
  return curves;
}

export function lastStep(curves: Curves): number {
  return Math.max(-1, ...Object.values(curves).map((points) => points.at(-1)?.[0] ?? -1));
}

const isFull = (curves: Curves) => Object.values(curves).some((points) => points.length > MOST);

/**
 * The curves of a training: while it learns, what is new is asked for every two seconds; when they have grown long,
 * all of it is asked for again, thinned by the server.
 */
export function curvesQuery(job: Job) {
  const ended = hasEnded(job);
  const queryKey = ["metrics", job.id, job.attempts, ended] as const;
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<Curves> => {
      const before = client.getQueryData<Curves>(queryKey) ?? {};
      const step = isFull(before) ? -1 : lastStep(before);
      const query = step < 0 ? { points: ASKED } : { since_step: step };
      const params = { path: { job_id: job.id }, query };
      const fresh = await answer(api.GET("/api/v1/jobs/{job_id}/metrics", { params, signal }));
      return addPoints(step < 0 ? {} : before, fresh, step);
    },
    placeholderData: keepPreviousData,
    staleTime: ended ? Infinity : EVERY,
    gcTime: 60_000,
    refetchInterval: ended || job.state !== "running" ? false : EVERY,
    refetchOnWindowFocus: !ended,
  });
}

/** What the loss did, in a sentence. */
export function lossSentence(points: readonly Point[]): string {
  const now = points.at(-1)?.[1] ?? 0;
  if (points.length < 10) return `Loss ${now.toPrecision(2)} after the first steps`;
  const part = Math.max(3, Math.floor(points.length / 10));
  const mean = (some: readonly Point[]) => some.reduce((sum, [, value]) => sum + value, 0) / some.length;
  const [first, last] = [mean(points.slice(0, part)), mean(points.slice(-part))];
  const figures = `from ${first.toPrecision(2)} to ${last.toPrecision(2)}`;
  if (Math.abs(last - first) < 0.05 * first) return `Loss stays at about ${last.toPrecision(2)}`;
  return last < first ? `Loss fell ${figures}` : `Loss rose ${figures}`;
}

/** How many neighbours the average takes: about a twentieth of what there is, in few sizes so that it stays calm. */
export function averageWidth(points: readonly Point[]): number {
  return [101, 51, 25, 11].find((width) => points.length >= 20 * width) ?? 5;
}
