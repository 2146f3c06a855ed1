import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type Project = Schemas["ProjectShown"];

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/projects", { signal }))).items,
});
