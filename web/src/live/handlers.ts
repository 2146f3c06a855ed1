import type { QueryClient, QueryKey } from "@tanstack/react-query";

import type { LiveEvent } from "./protocol";

export type Handler = (event: LiveEvent, client: QueryClient) => void;

const handlers: { prefix: string; handle: Handler }[] = [];

/**
 * Registers what an event kind does to the cache; called once, in src/app/live-handlers.ts.
 * A prefix is a whole kind ("job.progress") or its beginning ("job.").
 */
export function onEvents(prefix: string, handle: Handler): () => void {
  const entry = { prefix, handle };
  handlers.push(entry);
  return () => void handlers.splice(handlers.indexOf(entry), 1);
}

export function dispatch(event: LiveEvent, client: QueryClient): void {
  for (const { prefix, handle } of [...handlers]) {
    if (event.kind.startsWith(prefix)) handle(event, client);
  }
}

const pending = new Map<string, ReturnType<typeof setTimeout>>();
const DEBOUNCE = 300;

/** Fetches lists again after a change, once for a burst of them. */
export function invalidateSoon(client: QueryClient, queryKey: QueryKey): void {
  const name = JSON.stringify(queryKey);
  if (pending.has(name)) return;
  const timer = setTimeout(() => {
    pending.delete(name);
    void client.invalidateQueries({ queryKey });
  }, DEBOUNCE);
  pending.set(name, timer);
}
