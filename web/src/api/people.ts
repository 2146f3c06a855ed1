import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "./client";
import { accept } from "./login";
import type { components } from "./schema";

export type { Account, AuthState, Limits, Me, Role, Scope } from "./people-types";

export const authStateQuery = queryOptions({
  queryKey: ["auth"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/state", { signal })),
});

export async function logIn(name: string, password: string): Promise<void> {
  accept(
    await answer(api.POST("/api/v1/auth/login", { body: { name, password, want_refresh_token: false } })),
  );
}

export type FirstAccount = Omit<components["schemas"]["SetUp"], "want_refresh_token">;

/** Makes the first account, an admin's, and logs in with it. */
export async function setUp(body: FirstAccount): Promise<void> {
  accept(await answer(api.POST("/api/v1/auth/setup", { body: { ...body, want_refresh_token: false } })));
}
