import { QueryClient } from "@tanstack/react-query";

import { Problem } from "./problem";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { topics?: readonly string[] };
    defaultError: Error;
  }
}

const TRIES = 2;

/** Worth another try: no contact, or a server that is short of breath. Refusals stay refusals. */
function passing(error: Error): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 502 || error.status === 503);
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < TRIES && passing(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
        // TanStack would hold requests back when the browser thinks it is offline; the studio may be on this machine.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/**
 * Options of a query that events keep right: it never grows stale by itself. It is fetched again only when events of
 * its topics may have been missed (a gap, a return from a hidden tab, a topic watched anew).
 */
export function liveQuery(...topics: string[]) {
  return {
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    meta: { topics },
  } as const;
}
