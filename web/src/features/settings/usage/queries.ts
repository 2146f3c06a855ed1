import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";

export type UsageShown = Schemas["UsageShown"];
export type UsageLine = Schemas["UsageLine"];
export type UsageBy = UsageShown["by"];

/** Between two days, both of them in it. */
interface Span {
  from: string;
  to: string;
}

export const usageQuery = (by: UsageBy, span: Span) =>
  queryOptions({
    queryKey: ["usage", by, span],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/usage", { signal, params: { query: { by, ...span } } })),
  });
