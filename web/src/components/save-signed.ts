import { fetchAsMe } from "@/api/login";
import { Problem } from "@/api/problem";
import { sayFailed } from "@/components/toast";
import { saveFrom } from "@/lib/save-file";

/** Saves what lies at an address that asks for the key, which a link cannot send; the signed one it leads to does not. */
export async function saveSigned(url: string): Promise<void> {
  try {
    const response = await fetchAsMe(new Request(new URL(url, globalThis.location.origin)));
    if (!response.ok) throw Problem.fromText(response.status, await response.text());
    await response.body?.cancel();
    saveFrom(response.url);
  } catch (error) {
    sayFailed("The file was not fetched.", error);
  }
}
