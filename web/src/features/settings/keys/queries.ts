import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import type { Limits, Scope } from "@/api/people";
import { call } from "@/api/untyped";
import { sayFailed } from "@/components/toast";

export interface KeyShown {
  id: string;
  name: string;
  start: string;
  scopes: Scope[];
  limits: Limits | null;
  expires_at: string | null;
  revoked_at: string | null;
  used_at: string | null;
  created_at: string;
  account: { id: string; name: string };
}

export interface KeyMade extends KeyShown {
  key: string;
}

export interface KeySpec {
  name: string;
  scopes: Scope[];
  expires_in_days: number | null;
  limits: Limits | null;
}

export const keysQuery = (everybody: boolean) =>
  queryOptions({
    queryKey: ["keys", { everybody }],
    queryFn: async ({ signal }) =>
      (
        await call<{ items: KeyShown[] }>("GET", "/api/v1/keys", {
          signal,
          params: { query: { everybody } },
        })
      ).items,
  });

/** Making and revoking keys. */
export function useKeyChanges() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({
    mutationFn: (body: KeySpec) => call<KeyMade>("POST", "/api/v1/keys", { body }),
    onSuccess: fresh,
  });
  const revoke = useMutation({
    mutationFn: (key_id: string) => call("DELETE", "/api/v1/keys/{key_id}", { params: { path: { key_id } } }),
    onSuccess: fresh,
    onError: (error) => sayFailed("The key was not revoked.", error),
  });
  return { make, revoke };
}
