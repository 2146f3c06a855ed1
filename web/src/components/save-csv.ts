import { fetchAsMe } from "@/api/login";
import { Problem } from "@/api/problem";
import { saveBlob } from "@/lib/save-file";

import { sayFailed } from "./toast";

/** Saves a table; the address asks who wants it, which a link cannot say. */
export async function saveCsv(path: string, query: Record<string, string>, name: string): Promise<void> {
  const url = new URL(path, globalThis.location.origin);
  for (const [field, value] of Object.entries(query)) url.searchParams.set(field, value);
  try {
    const response = await fetchAsMe(new Request(url));
    if (!response.ok) throw Problem.fromText(response.status, await response.text());
    saveBlob(await response.blob(), name);
  } catch (error) {
    sayFailed("The table was not saved.", error);
  }
}
