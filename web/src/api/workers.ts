import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type Worker = Schemas["WorkerShown"];

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  queryFn: async ({ signal }): Promise<Worker[]> =>
    (await answer(api.GET("/api/v1/workers", { signal }))).items,
  meta: { topics: ["workers"] },
  refetchInterval: 10_000, // memory is measured all the time, but not every measurement is an event
});
