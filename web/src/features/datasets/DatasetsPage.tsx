/** Every dataset. */
export function DatasetsPage() {
  return null;
}
