import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { liveQuery } from "@/api/query-client";

import { runKeys, type Split } from "../runs/queries";

export function comparisonQuery(runs: readonly string[], split: Split) {
  return queryOptions({
    queryKey: [...runKeys.all, "compare", runs, split],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/classifiers/compare", { params: { query: { runs: [...runs], split } }, signal }),
      ),
    placeholderData: keepPreviousData,
    ...liveQuery("classifiers", "jobs"),
  });
}
