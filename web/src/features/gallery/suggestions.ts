import type { GallerySearch } from "@/lib/gallery-search";

import { datesFor } from "./date-words";
import { wordsOf } from "./filters";

export interface Suggestion {
  key: string;
  label: string;
  /** What kind of thing it is: "character", "date". */
  note: string;
  search: GallerySearch;
}

interface Known {
  characters: readonly { id: string; name: string }[];
  models: readonly string[];
  now: Date;
}

const MOST = 8;
const KINDS = [
  ["video", "videos", "made:video", "films"],
  ["edit", "resized pictures", "made:edit", "upscaled"],
  ["image", "pictures", "made:image"],
] as const;

/** What typing may mean, the plain words first: Enter searches for them. */
export function suggestionsFor(typed: string, search: GallerySearch, known: Known): Suggestion[] {
  const text = typed.trim();
  const lower = text.toLowerCase();
  const found: Suggestion[] = [];
  const add = (key: string, label: string, note: string, change: GallerySearch) =>
    found.push({ key, label, note, search: { ...search, ...change } });
  if (text !== "") add("words", text, "words", withWords(search, text));
  const seed = /^seed:?\s*(\d{1,10})$/.exec(lower)?.[1];
  if (seed) add("seed", `seed ${seed}`, "seed", { seed: Number(seed) });
  if (!search.star && begins("*starred", lower, "starred", "favourite"))
    add("star", "*starred", "only those with a star", { star: true });
  for (const { id, name } of known.characters)
    if (text !== "" && id !== search.character && has(name, lower.replace(/^@/, "")))
      add(`character ${id}`, name, "character", { character: id });
  for (const model of known.models)
    if (text !== "" && model !== search.model && has(model, lower.replace(/^model:?\s*/, "")))
      add(`model ${model}`, model, "model", { model });
  for (const { words, dates } of datesFor(text, known.now)) {
    const { month: _m, since: _s, until: _u, ...rest } = search;
    found.push({ key: `date ${words}`, label: words, note: "date", search: { ...rest, ...dates } });
  }
  if (!search.kind && text !== "")
    for (const [kind, words, ...others] of KINDS)
      if (begins(words, lower, kind, ...others)) add(kind, words, `only ${words}`, { kind });
  return found.slice(0, MOST);
}

/** The search with more words. */
export function withWords(search: GallerySearch, more: string): GallerySearch {
  return { ...search, q: [...wordsOf(search.q), ...wordsOf(more)].join(" ") };
}

const begins = (word: string, typed: string, ...others: string[]) =>
  [word, ...others].some((each) => each.startsWith(typed));
const has = (name: string, typed: string) => typed !== "" && name.toLowerCase().includes(typed);
