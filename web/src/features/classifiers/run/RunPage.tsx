/** One run. */
export function RunPage() {
  return null;
}
