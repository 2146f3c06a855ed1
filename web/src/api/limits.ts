import { queryOptions } from "@tanstack/react-query";

import { call } from "./untyped";

export interface LimitShown {
  name: string;
  limit: number | null;
  used: number;
  remaining: number | null;
  resets_at: string | null;
  of: "account" | "key" | "installation";
}

/** What one may, and what of it is used; it changes with each job, and is looked at seldom. */
export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: ({ signal }) => call<LimitShown[]>("GET", "/api/v1/limits", { signal }),
});

/** How much of a limit is used, 0 to 1; undefined without one. */
export function share({ limit, used }: Pick<LimitShown, "limit" | "used">): number | undefined {
  if (limit === null) return undefined;
  return limit === 0 ? 1 : Math.min(1, used / limit);
}
