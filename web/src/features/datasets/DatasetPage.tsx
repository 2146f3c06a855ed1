/** One dataset. */
export function DatasetPage() {
  return null;
}
