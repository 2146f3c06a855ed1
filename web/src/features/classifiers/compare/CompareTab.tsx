/** Runs side by side. */
export function CompareTab() {
  return null;
}
