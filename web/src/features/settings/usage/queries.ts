import { queryOptions } from "@tanstack/react-query";

import { call } from "@/api/untyped";

export interface UsageRow {
  day: string | null;
  account: { id: string; name: string } | null;
  key: { id: string; name: string } | null;
  pictures: number;
  seconds: number;
  requests: number;
  jobs: number;
}

export interface UsageShown {
  items: UsageRow[];
  totals: UsageRow;
}

export type UsageBy = "day" | "account" | "key";

/** Between two days, both of them in it. */
export interface Span {
  from: string;
  to: string;
}

export const usageQuery = (by: UsageBy, span: Span) =>
  queryOptions({
    queryKey: ["usage", by, span],
    queryFn: ({ signal }) =>
      call<UsageShown>("GET", "/api/v1/usage", { signal, params: { query: { by, ...span } } }),
  });
