import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "@/api/client";

/** Names that the search field knows. */
export const characterNames = queryOptions({
  queryKey: ["characters", "names"],
  queryFn: async ({ signal }) => {
    const query = { limit: 200, sort: "last_used" as const };
    const page = await answer(api.GET("/api/v1/characters", { params: { query }, signal }));
    return page.items.map(({ id, name }) => ({ id, name }));
  },
  meta: { topics: ["characters"] },
});

export const modelNames = queryOptions({
  queryKey: ["models", "names"],
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v1/models", { signal }))).items.map(({ name }) => name),
});
