import { thumbHashToDataURL } from "thumbhash";

const drawn = new Map<string, string>();
const KEPT = 3000;

/** The data URL of a base64 thumbhash, drawn once and kept. */
export function thumbhashUrl(hash: string): string | undefined {
  const known = drawn.get(hash);
  if (known) return known;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (char) => char.charCodeAt(0)));
    if (drawn.size >= KEPT) drawn.delete(drawn.keys().next().value ?? "");
    drawn.set(hash, url);
    return url;
  } catch {
    return undefined; // a broken hash is only a missing placeholder
  }
}
