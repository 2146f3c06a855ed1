import { queryOptions } from "@tanstack/react-query";

import { accept } from "./login";
import type { AuthState, LoginAnswer } from "./people-types";
import { call } from "./untyped";

export type { Account, AuthState, Limits, LoginAnswer, Me, Role, Scope } from "./people-types";

export const authStateQuery = queryOptions({
  queryKey: ["auth"],
  queryFn: ({ signal }) => call<AuthState>("GET", "/api/v1/auth/state", { signal }),
});

export async function logIn(name: string, password: string): Promise<void> {
  accept(await call<LoginAnswer>("POST", "/api/v1/auth/login", { body: { name, password } }));
}

export interface FirstAccount {
  name: string;
  full_name: string;
  password: string;
  setup_code?: string;
}

/** Makes the first account, an admin's, and logs in with it. */
export async function setUp(body: FirstAccount): Promise<void> {
  accept(await call<LoginAnswer>("POST", "/api/v1/auth/setup", { body }));
}
