import { queryOptions } from "@tanstack/react-query";

import { call } from "@/api/untyped";

export interface LoginShown {
  id: string;
  client: string;
  address: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  is_current: boolean;
}

export const loginsQuery = queryOptions({
  queryKey: ["logins"],
  queryFn: ({ signal }) => call<LoginShown[]>("GET", "/api/v1/auth/logins", { signal }),
});

export function endLogin(login_id: string): Promise<unknown> {
  return call("DELETE", "/api/v1/auth/logins/{login_id}", { params: { path: { login_id } } });
}

export function changePassword(body: { current: string; new: string }): Promise<unknown> {
  return call("POST", "/api/v1/auth/password", { body });
}

export function changeName(full_name: string): Promise<unknown> {
  return call("PATCH", "/api/v1/auth/me", { body: { full_name } });
}
