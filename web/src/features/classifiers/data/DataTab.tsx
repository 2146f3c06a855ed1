/** Datasets of a project. */
export function DataTab() {
  return null;
}
