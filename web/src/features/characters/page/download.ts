import { saveSigned } from "@/components/save-signed";

export type Layout = "diffusers" | "kohya";

/** Saves a LoRA file. */
export function downloadLora(id: string, layout: Layout, version: number): Promise<void> {
  return saveSigned(`/api/v1/characters/${encodeURIComponent(id)}/lora?layout=${layout}&version=${version}`);
}
