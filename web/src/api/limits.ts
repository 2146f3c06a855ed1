import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type LimitShown = Schemas["LimitShown"];

/** What one may, and what of it is used; it changes with each job, and is looked at seldom. */
export const limitsQuery = queryOptions({
  queryKey: ["limits"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/limits", { signal })),
});

/** How much of a limit is used, 0 to 1. */
export function share({ limit, used }: Pick<LimitShown, "limit" | "used">): number {
  return limit === 0 ? 1 : Math.min(1, used / limit);
}
