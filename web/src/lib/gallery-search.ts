import * as search from "./search";

/** What narrows the gallery, as the address has it. */
export type GallerySearch = ReturnType<typeof readGallerySearch>;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readGallerySearch(raw: Record<string, unknown>) {
  const matching = (name: string, form: RegExp) => {
    const value = search.text(raw, name);
    return value && form.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
  };
  return search.clean({
    /** Words; all must be there */
    q: search.text(raw, "q"),
    star: search.flag(raw, "star"),
    /** A character's id */
    character: search.text(raw, "character"),
    model: search.text(raw, "model"),
    style: search.text(raw, "style"),
    kind: search.oneOf(raw, "kind", ["image", "video", "edit"]),
    seed: search.integer(raw, "seed"),
    month: matching("month", MONTH),
    /** Days of this person's calendar: from the first on, up to the second, which does not count */
    since: matching("since", DAY),
    until: matching("until", DAY),
  });
}
