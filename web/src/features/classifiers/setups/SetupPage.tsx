/** One setup. */
export function SetupPage() {
  return null;
}
