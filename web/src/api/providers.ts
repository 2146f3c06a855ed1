import { queryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "./client";

export type Provider = Schemas["PodProviderShown"];

/** Those who rent out pods, and whether there is a key for each. */
export const providersQuery = queryOptions({
  queryKey: ["pods", "providers"],
  queryFn: async ({ signal }): Promise<Provider[]> => {
    const params = { path: { provider: "runpod" as const } };
    return [await answer(api.GET("/api/v1/pods/providers/{provider}", { params, signal }))];
  },
});
