import type { Schemas } from "@/api/client";

type Group = Schemas["StyleGroup"];

export const MOST_STYLES = 8;

/** Takes a style up or leaves it; more than the most are not taken. */
export function toggled(chosen: readonly string[], name: string): string[] {
  if (chosen.includes(name)) return chosen.filter((one) => one !== name);
  return chosen.length < MOST_STYLES ? [...chosen, name] : [...chosen];
}

/** Groups with the styles whose name, group or words contain what was typed. */
export function filtered(groups: readonly Group[], typed: string): Group[] {
  const wanted = typed.trim().toLowerCase();
  return groups
    .map((group) => ({
      ...group,
      styles: group.styles.filter(({ name, prompt }) =>
        [name, group.name, prompt].some((text) => text.toLowerCase().includes(wanted)),
      ),
    }))
    .filter(({ styles }) => styles.length > 0);
}
