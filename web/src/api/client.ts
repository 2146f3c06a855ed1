import createClient, { type Middleware } from "openapi-fetch";

import { randomId } from "@/lib/ids";

import { fetchAsMe } from "./login";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

const errors: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    throw Problem.fromText(response.status, await response.text());
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return Problem.noContact();
  },
};

/** The typed API. Calls throw a Problem; read the body with `answer(api.GET(…))`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  fetch: fetchAsMe,
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(errors);

/** The body of a call. Answers without one (204) give undefined. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/**
 * The body of a read and the number of the last event it holds: events and snapshots are on one scale, so that the
 * newer of two is known. Hand both to keepNewest.
 */
export async function snapshot<T>(
  call: Promise<{ data?: T; response: Response }>,
): Promise<{ body: T; seq: number | null }> {
  const { data, response } = await call;
  const seq = response.headers.get("Event-Seq");
  return { body: data as T, seq: seq === null ? null : Number(seq) };
}

/** Headers that make a repeated request one request: make them once per intent, not per try. */
export function idempotent(key: string = randomId()): { "idempotency-key": string } {
  return { "idempotency-key": key };
}
