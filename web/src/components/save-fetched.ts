import { bearer, fetchAsMe } from "@/api/login";
import { Problem } from "@/api/problem";
import { saveBlob, saveFrom } from "@/lib/save-file";

import { sayFailed } from "./toast";

interface Picker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

/**
 * Saves what an address streams. Where the studio is open the browser does it alone; else the request must say who
 * asks, which a link cannot: the bytes go straight into a file where the browser has that, else through memory.
 */
export async function saveFetched(path: string, name: string): Promise<void> {
  if (bearer() === null) {
    saveFrom(path);
    return;
  }
  try {
    const file = await (window as Picker).showSaveFilePicker?.({ suggestedName: name }).catch(nobodySaves);
    if (file === null) return;
    const response = await fetchAsMe(new Request(new URL(path, globalThis.location.origin)));
    if (!response.ok) throw Problem.fromText(response.status, await response.text());
    if (file && response.body) await response.body.pipeTo(await file.createWritable());
    else saveBlob(await response.blob(), name);
  } catch (error) {
    sayFailed("The file was not saved.", error);
  }
}

/** Null when the person closed the question; without a question (a page in a frame, say) memory serves. */
function nobodySaves(error: unknown): null | undefined {
  return error instanceof DOMException && error.name === "AbortError" ? null : undefined;
}
