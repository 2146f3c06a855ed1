import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";

/** A line has all its figures; those it may leave out when it is read are the server's to fill in. */
export type UsageLine = Required<Schemas["UsageLine"]>;
export type UsageShown = Omit<Schemas["UsageShown"], "items" | "totals"> & {
  items: UsageLine[];
  totals: Required<Schemas["UsageTotals"]>;
};
export type UsageBy = UsageShown["by"];

/** Between two days, both of them in it. */
interface Span {
  from: string;
  to: string;
}

export const usageQuery = (by: UsageBy, span: Span) =>
  queryOptions({
    queryKey: ["usage", by, span],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/usage", { signal, params: { query: { by, ...span } } }))) as UsageShown,
  });
