/** Setups of a project. */
export function SetupsTab() {
  return null;
}
