import { infiniteQueryOptions } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";

export type AuditEntry = Schemas["AuditShown"];

/** What is looked for; what is empty is not asked. */
export interface AuditWanted {
  who?: string;
  action?: string;
  from?: string;
  to?: string;
}

export const auditQuery = (wanted: AuditWanted) =>
  infiniteQueryOptions({
    queryKey: ["audit", wanted],
    queryFn: ({ signal, pageParam: cursor }) =>
      answer(
        api.GET("/api/v1/audit", { signal, params: { query: { ...wanted, ...(cursor && { cursor }) } } }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
