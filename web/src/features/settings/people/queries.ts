import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { sayFailed } from "@/components/toast";

export type AccountChange = Schemas["AccountUpdate"];

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/accounts", { signal }))).items,
});

const one = (id_or_name: string) => ({ path: { id_or_name } });

/** What becomes of the things of somebody who goes. */
export interface Removal {
  id: string;
  giveTo: string | null;
}

export function useAccountChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries(accountsQuery);
  const make = useMutation({
    mutationFn: (body: Schemas["AccountCreate"]) => answer(api.POST("/api/v1/accounts", { body })),
    onSuccess: fresh,
  });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: AccountChange }) =>
      answer(api.PATCH("/api/v1/accounts/{id_or_name}", { params: one(id), body })),
    onSuccess: fresh,
    onError: (error) => sayFailed("The account was not changed.", error),
  });
  const reset = useMutation({
    mutationFn: (id: string) =>
      answer(api.POST("/api/v1/accounts/{id_or_name}/reset-password", { params: one(id) })),
    onSuccess: fresh,
    onError: (error) => sayFailed("The password was not reset.", error),
  });
  const remove = useMutation({
    mutationFn: ({ id, giveTo }: Removal) =>
      answer(
        api.DELETE("/api/v1/accounts/{id_or_name}", {
          params: { ...one(id), query: giveTo === null ? { with_everything: true } : { give_to: giveTo } },
        }),
      ),
    onSuccess: fresh,
  });
  return { make, change, reset, remove };
}
