import { useUnless } from "@/components/unless";
import { useShortcuts } from "@/keys/hooks";
import type { Shortcut } from "@/keys/registry";

interface On {
  close: () => void;
  previous: () => void;
  next: () => void;
  info: () => void;
  favourite: () => void;
  bin: () => void;
  create: () => void;
  sameRecipe: () => void;
  again: () => void;
  variation: () => void;
  resize: () => void;
  closer: () => void;
  farther: () => void;
  whole: () => void;
  pixels: () => void;
}

const KEYS: Record<keyof On, Pick<Shortcut, "keys" | "label">> = {
  close: { keys: "Escape", label: "Back to the gallery" },
  previous: { keys: "ArrowLeft", label: "The picture before" },
  next: { keys: "ArrowRight", label: "The next picture" },
  info: { keys: "I", label: "How it was made" },
  favourite: { keys: "S", label: "Star it, or take the star away" },
  bin: { keys: "Delete", label: "To the bin" },
  create: { keys: "E", label: "Open in Create" },
  sameRecipe: { keys: "R", label: "Its recipe with the same seed" },
  again: { keys: "Shift+R", label: "Make it again, to the bit" },
  variation: { keys: "V", label: "A new variation" },
  resize: { keys: "U", label: "Upscale or resize" },
  closer: { keys: "+", label: "Closer" },
  farther: { keys: "-", label: "Farther" },
  whole: { keys: "0", label: "The whole picture" },
  pixels: { keys: "Mod+1", label: "Pixel for pixel" },
};

const CHANGING = new Set<keyof On>([
  "favourite",
  "bin",
  "create",
  "sameRecipe",
  "again",
  "variation",
  "resize",
]);

/** The keys of the large view. While two pictures stand beside each other, zooming and walking are theirs. */
export function usePictureKeys(on: On, comparing: boolean): void {
  const unless = useUnless("generate");
  const theirs = new Set<keyof On>(["previous", "next", "closer", "farther", "whole", "pixels"]);
  const names = Object.keys(KEYS) as (keyof On)[];
  useShortcuts(
    names.map((name) => ({
      ...KEYS[name],
      id: `picture ${name}`,
      enabled: !(comparing && theirs.has(name)),
      unless: CHANGING.has(name) ? unless : undefined,
      run: on[name],
    })),
  );
}
