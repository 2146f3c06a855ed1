import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed } from "@/components/toast";

export type KeyShown = Schemas["KeyShown"];

export const keysQuery = (everybody: boolean) =>
  queryOptions({
    queryKey: ["keys", { everybody }],
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v1/keys", { signal, params: { query: { everybody } } }))).items,
  });

/** Making and revoking keys. */
export function useKeyChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({
    mutationFn: (body: Schemas["KeyCreate"]) => answer(api.POST("/api/v1/keys", { body })),
    onSuccess: fresh,
  });
  const revoke = useMutation({
    mutationFn: (key: string) => answer(api.DELETE("/api/v1/keys/{key}", { params: { path: { key } } })),
    onSuccess: fresh,
    onError: (error) => sayFailed("The key was not revoked.", error),
  });
  return { make, revoke };
}
