import { answer, api } from "./client";

interface Untyped {
  [method: string]: (path: string, init: object) => Promise<{ data?: unknown }>;
}

/** For the time until the contract is generated. */
export function call<T>(method: string, path: string, init: object = {}): Promise<T> {
  return answer((api as unknown as Untyped)[method]!(path, init) as Promise<{ data?: T }>);
}
