import type { GalleryFilter } from "@/api/gallery";
import { daysFrom, dayWords, monthWords } from "@/lib/calendar";
import type { GallerySearch } from "@/lib/gallery-search";

/** One thing that narrows the gallery, and the address without it. */
export interface FilterChip {
  key: string;
  label: string;
  rest: GallerySearch;
}

/** The words of a search; what stands in quotes is taken apart as well, for the server looks for each word. */
export function wordsOf(q: string | undefined): string[] {
  return (q ?? "").split(/\s+/).filter(Boolean);
}

/** Midnight of a day here, as the moment it is for the server. */
function midnight(date: string): string {
  const [year = 0, month = 1, of = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, of).toISOString();
}

export function filterOf(search: GallerySearch): GalleryFilter {
  const { q, star, character, model, style, kind, seed, month, since, until } = search;
  return {
    bin: false,
    ...(q && { q }),
    ...(star && { favourite: true }),
    ...(character && { character_id: character }),
    ...(model && { model }),
    ...(style && { style }),
    ...(kind && { kind }),
    ...(seed !== undefined && { seed }),
    ...(month && { month }),
    ...(since && { since: midnight(since) }),
    ...(until && { until: midnight(until) }),
  };
}

function dates({ since, until }: GallerySearch): string | undefined {
  if (!since && !until) return undefined;
  const last = until && daysFrom(until, -1);
  if (since && last) return since === last ? dayWords(since) : `${dayWords(since)} to ${dayWords(last)}`;
  return since ? `since ${dayWords(since)}` : `before ${dayWords(until ?? "")}`;
}

/** What the search field shows before what is being typed. `nameOf` names a character. */
export function chipsOf(search: GallerySearch, nameOf: (id: string) => string | undefined): FilterChip[] {
  const chips: FilterChip[] = [];
  const add = (label: string | undefined, ...keys: (keyof GallerySearch)[]) => {
    if (label === undefined) return;
    const rest = Object.fromEntries(Object.entries(search).filter(([key]) => !keys.includes(key as never)));
    chips.push({ key: keys.join(" "), label, rest: rest });
  };
  const { q, star, character, model, style, kind, seed, month } = search;
  const words = wordsOf(q);
  words.forEach((word, i) => {
    const left = words.filter((_, at) => at !== i).join(" ");
    const { q: _, ...others } = search;
    chips.push({ key: `word ${i} ${word}`, label: word, rest: { ...others, ...(left && { q: left }) } });
  });
  add(star && "*starred", "star");
  add(character && (nameOf(character) ?? "a character"), "character");
  add(model && `model ${model}`, "model");
  add(style && `style ${style}`, "style");
  add(kind && `made:${kind}`, "kind");
  add(seed === undefined ? undefined : `seed ${seed}`, "seed");
  add(month && monthWords(month), "month");
  add(dates(search), "since", "until");
  return chips;
}
