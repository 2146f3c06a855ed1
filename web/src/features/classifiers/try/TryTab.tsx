/** A picture before a model. */
export function TryTab() {
  return null;
}
