import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { liveQuery } from "@/api/query-client";

import { ALL } from "./tabs";

/** What narrows a list to a project. */
export const ofProject = (project: string) => (project === ALL ? {} : { project });

/** The run of a project with the highest accuracy, if one has ended. */
export function bestQuery(project: string) {
  return queryOptions({
    queryKey: ["classifiers", "runs", "best", project],
    queryFn: async ({ signal }) => {
      const query = { ...ofProject(project), sort: "accuracy" as const, limit: 1 };
      const { items } = await answer(api.GET("/api/v1/classifiers/runs", { params: { query }, signal }));
      return items.find(({ val }) => val !== null) ?? null;
    },
    ...liveQuery("classifiers"),
  });
}
