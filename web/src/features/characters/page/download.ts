import { authHeaders } from "@/api/key";
import { Problem } from "@/api/problem";
import { sayFailed } from "@/components/toast";
import { saveFrom } from "@/lib/save-file";

export type Layout = "diffusers" | "kohya";

/** Saves a LoRA file. The address asks for the key, which a link cannot send; the signed one it leads to does not. */
export async function downloadLora(id: string, layout: Layout, version: number): Promise<void> {
  const url = `/api/v1/characters/${encodeURIComponent(id)}/lora?layout=${layout}&version=${version}`;
  try {
    const response = await fetch(url, { headers: authHeaders() });
    if (!response.ok) throw Problem.fromText(response.status, await response.text());
    await response.body?.cancel();
    saveFrom(response.url);
  } catch (error) {
    sayFailed("The file was not fetched.", error);
  }
}
