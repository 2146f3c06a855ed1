/** What follows in a list, one way or the other; undefined at its end. */
export function step(ids: readonly string[], from: string, by: 1 | -1): string | undefined {
  return ids[ids.indexOf(from) + by];
}
