/** A LoRA that the words ask for: `<lora:name:0.8>`. */
export interface LoraTag {
  name: string;
  scale: number;
}

const TAG = /<lora:([^:<>]{1,200})(?::([^:<>]{0,20}))?(?::[^:<>]{0,20})?>/gi;

export function tagsIn(prompt: string): LoraTag[] {
  return [...prompt.matchAll(TAG)].map(([, name = "", scale]) => ({
    name: name.trim(),
    scale: scale === undefined ? 1 : Number(scale),
  }));
}
