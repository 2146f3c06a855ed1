import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "@/api/client";

export const loginsQuery = queryOptions({
  queryKey: ["logins"],
  queryFn: ({ signal }) => answer(api.GET("/api/v1/auth/logins", { signal })),
});

export function endLogin(login_id: string): Promise<unknown> {
  return answer(api.DELETE("/api/v1/auth/logins/{login_id}", { params: { path: { login_id } } }));
}

export function changePassword(body: { current: string; new: string }): Promise<unknown> {
  return answer(api.POST("/api/v1/auth/password", { body }));
}

export function changeName(full_name: string): Promise<unknown> {
  return answer(api.PATCH("/api/v1/auth/me", { body: { full_name } }));
}
