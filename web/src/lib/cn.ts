import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: { theme: { radius: ["print", "control", "card"], shadow: ["float"], spacing: ["control"] } },
});

/** Class names, where a later one wins over an earlier one of the same property. */
export function cn(...names: ClassValue[]): string {
  return merge(clsx(names));
}
