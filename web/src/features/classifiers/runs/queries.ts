import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";
import type { paths } from "@/api/schema";
import type { Point } from "@/lib/curves";

export type RunListed = Schemas["RunListed"];
export type Run = Schemas["RunShown"];
export type RunState = RunListed["state"];
export type Split = Schemas["Metrics"]["split"];
export type Evaluation = Schemas["Evaluation"];
export type ClassMetrics = Schemas["ClassMetrics"];
export type Comparison = Schemas["Comparison"];
export type Prediction = Schemas["RunPrediction"];
export type Onnx = Schemas["OnnxState"];
export type Sort = NonNullable<
  NonNullable<paths["/api/v1/classifiers/runs"]["get"]["parameters"]["query"]>["sort"]
>;

/** Curves by their names. */
export type Curves = Readonly<Record<string, readonly Point[]>>;

export interface RunFilter {
  /** Id of a project; every run without. */
  project?: string | undefined;
  search?: string | undefined;
  state?: RunState | undefined;
  tag?: string | undefined;
  /** Id of a sweep. */
  sweep?: string | undefined;
  sort?: Sort | undefined;
}

const PAGE = 50;
const TOPICS = ["classifiers", "jobs"] as const;
const EVERY = 2000; // ms between two looks at the curves of a run that learns

export const runKeys = {
  all: ["classifiers", "runs"] as const,
  list: (filter: RunFilter) => ["classifiers", "runs", "list", filter] as const,
  one: (id: string) => ["classifiers", "runs", "one", id] as const,
};

export function runsQuery(filter: RunFilter) {
  const { project, search, state, tag, sweep, sort } = filter;
  return infiniteQueryOptions({
    queryKey: runKeys.list(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(project && { project }),
        ...(search && { search }),
        ...(state && { state: [state] }),
        ...(tag && { tag }),
        ...(sweep && { sweep }),
        ...(sort && { sort }),
        ...(pageParam && { after: pageParam }),
      };
      return answer(api.GET("/api/v1/classifiers/runs", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    ...liveQuery(...TOPICS),
  });
}

/** A run by its id or number. */
export function runQuery(run: string) {
  return queryOptions({
    queryKey: runKeys.one(run),
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/classifiers/runs/{run}", { params: { path: { run } }, signal })),
    ...liveQuery(...TOPICS),
  });
}

export const tagsQuery = queryOptions({
  queryKey: ["classifiers", "runs", "tags"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/classifiers/tags", { signal })),
  ...liveQuery(...TOPICS),
});

export function curvesOf(curves: readonly Schemas["RunCurve"][]): Curves {
  return Object.fromEntries(
    curves.map(({ name, points }) => [name, points.map(({ step, value }): Point => [step, value])]),
  );
}

/** The curves of a run, thinned by the server; while it learns they are asked for again and again. */
export function curvesQuery({ id, state }: Pick<RunListed, "id" | "state">) {
  const learns = state === "running" || state === "placed";
  return queryOptions({
    queryKey: ["classifiers", "curves", id, state],
    queryFn: async ({ signal }) => {
      const params = { path: { run: id } };
      return curvesOf(
        (await answer(api.GET("/api/v1/classifiers/runs/{run}/curves", { params, signal }))).curves,
      );
    },
    placeholderData: keepPreviousData,
    staleTime: learns ? EVERY : 60_000,
    gcTime: 60_000,
    refetchInterval: learns ? EVERY : false,
  });
}

/** What the best weights of a run that has ended well are worth on one part of its dataset. */
export function evaluationQuery(run: string, split: Split) {
  return queryOptions({
    queryKey: ["classifiers", "evaluation", run, split],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/classifiers/runs/{run}/evaluations/{split}", {
          params: { path: { run, split } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
}

export interface PredictionFilter {
  split: Split;
  label?: string | undefined;
  predicted?: string | undefined;
  correct?: boolean | undefined;
  sort: "position" | "confident" | "uncertain" | "loss";
}

export function predictionsKey(run: string, filter: PredictionFilter) {
  return ["classifiers", "predictions", run, filter] as const;
}

/** Pictures of a part and what the run says of them. */
export function predictionsQuery(run: string, filter: PredictionFilter) {
  const { split, label, predicted, correct, sort } = filter;
  return infiniteQueryOptions({
    queryKey: predictionsKey(run, filter),
    queryFn: ({ pageParam, signal }) => {
      const query = {
        split,
        sort,
        limit: 60,
        ...(label !== undefined && { label }),
        ...(predicted !== undefined && { predicted }),
        ...(correct !== undefined && { correct }),
        ...(pageParam && { after: pageParam }),
      };
      return answer(
        api.GET("/api/v1/classifiers/runs/{run}/predictions", { params: { path: { run }, query }, signal }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 60_000,
  });
}

/** Whether a run's model is there for ONNX runtimes; asked again while it is made. */
export function onnxQuery(run: string) {
  return queryOptions({
    queryKey: ["classifiers", "onnx", run],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/classifiers/runs/{run}/onnx", { params: { path: { run } }, signal })),
    staleTime: 30_000,
    refetchInterval: ({ state }) => (isMade(state.data) ? EVERY : false),
  });
}

export function isMade(onnx: Onnx | undefined): boolean {
  return onnx?.status != null && ["queued", "placed", "running"].includes(onnx.status);
}
