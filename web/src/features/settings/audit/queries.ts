import { infiniteQueryOptions } from "@tanstack/react-query";

import { call } from "@/api/untyped";

export interface AuditEntry {
  id: number;
  at: string;
  who: string;
  account_id: string | null;
  key_id: string | null;
  action: string;
  subject: string | null;
  details: Record<string, unknown>;
  address: string;
  request_id: string | null;
}

interface AuditPage {
  items: AuditEntry[];
  next: string | null;
}

/** What is looked for; what is empty is not asked. */
export interface AuditWanted {
  who?: string;
  action?: string;
  subject?: string;
  from?: string;
  to?: string;
}

export const auditQuery = (wanted: AuditWanted) =>
  infiniteQueryOptions({
    queryKey: ["audit", wanted],
    queryFn: ({ signal, pageParam }) =>
      call<AuditPage>("GET", "/api/v1/audit", {
        signal,
        params: { query: { ...wanted, ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
