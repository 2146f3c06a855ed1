import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type Model = Schemas["ModelShown"];
export type ModelKind = NonNullable<Model["kind"]>;

/** Every model on the shelf, of any kind. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/models", { signal }))).items,
});

export function ofKind(models: readonly Model[] | undefined, kind: ModelKind): Model[] {
  return models?.filter((model) => model.kind === kind) ?? [];
}
