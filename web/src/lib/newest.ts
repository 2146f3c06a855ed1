// Nothing old ever replaces something newer, whether it came by event or by fetch, and what has ended stays ended.
// Both carry a version on one scale: an event its own number, a fetch the number of the last event it holds.
// Events that arrive while the first fetch is under way find nothing in the cache to change; the ledger remembers
// them, so that the older snapshot does not win by coming last.

export interface Versioned {
  id: string;
  v?: number | null;
  state?: string;
}

/** An entity of the API with the version that keepNewest gives it. */
export type Live<T> = T & { v?: number | null };

interface Seen {
  v: number | null;
  patch: object;
}

const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled", "done", "deleted"]);
const KEPT = 2000;
const ledger = new Map<string, Seen>();

const ended = (entity: { state?: string }) => entity.state !== undefined && ENDED.has(entity.state);

/** Whether `next` is older than `before`. Without versions on both sides only the end is certain. */
function isOlder(before: Omit<Versioned, "id">, next: Omit<Versioned, "id">): boolean {
  if (before.v != null && next.v != null) return next.v < before.v;
  return ended(before) && next.state !== undefined && !ended(next);
}

/** Remembers an event's news of an entity; false if it is old news, to be dropped. */
export function remember(id: string, v: number | null, patch: { state?: string }): boolean {
  const seen = ledger.get(id);
  const before: { state?: string } = seen?.patch ?? {};
  if (seen && isOlder({ ...before, v: seen.v }, { ...patch, v })) return false;
  // Progress without a version that comes after the end says nothing new.
  if (v === null && ended(before) && patch.state === undefined) return false;
  ledger.delete(id); // so that the order of the map is the order of the news
  ledger.set(id, { v: v ?? seen?.v ?? null, patch: { ...before, ...patch } });
  if (ledger.size > KEPT) ledger.delete(ledger.keys().next().value ?? "");
  return true;
}

/** A fetched entity, unless the cached one or an event already seen is newer. Use it in every live queryFn. */
export function keepNewest<T extends Versioned>(before: T | undefined, fetched: T, seq: number | null): T {
  const next = seq === null ? fetched : { ...fetched, v: seq };
  const kept = before && isOlder(before, next) ? before : next;
  const seen = ledger.get(kept.id);
  if (!seen) return kept;
  const news = { ...(seen.patch as { state?: string }), v: seen.v };
  const newer = seen.v != null && kept.v != null ? seen.v > kept.v : ended(news) && !ended(kept);
  return newer ? { ...kept, ...seen.patch, ...(seen.v === null ? {} : { v: seen.v }) } : kept;
}

export function keepNewestAll<T extends Versioned>(
  before: readonly T[] | undefined,
  fetched: readonly T[],
  seq: number | null,
): T[] {
  const known = new Map(before?.map((entity) => [entity.id, entity]));
  return fetched.map((entity) => keepNewest(known.get(entity.id), entity, seq));
}

/** An entity with an event's change, or itself if the event is older. */
export function patchNewest<T extends Versioned>(before: T, v: number | null, patch: Partial<T>): T {
  if (isOlder(before, { v, ...(patch.state === undefined ? {} : { state: patch.state }) })) return before;
  if (v === null && ended(before) && patch.state === undefined) return before;
  return { ...before, ...patch, ...(v === null ? {} : { v }) };
}

/** Forgets all versions: the server has another database, and counts anew. */
export function forgetAll(): void {
  ledger.clear();
}
