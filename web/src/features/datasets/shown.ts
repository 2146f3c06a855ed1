import type { DatasetPicture, PicturesChange, PicturesPage, PicturesWhere } from "./queries";

// What a change does to lists that are on the screen, before the server has answered.

interface Pages {
  pages: PicturesPage[];
  pageParams: unknown[];
}

type Known = Pick<DatasetPicture, "split" | "label" | "excluded" | "first_label" | "filename" | "findings">;

/** Whether a picture passes a filter. */
export function passes(picture: Known, where: PicturesWhere): boolean {
  const { split, label, excluded, relabelled, finding, has_findings: found, search } = where;
  const moved = picture.first_label !== null && picture.first_label !== picture.label;
  return (
    (split == null || picture.split === split) &&
    (label == null || picture.label === label) &&
    (excluded == null || picture.excluded === excluded) &&
    (relabelled == null || moved === relabelled) &&
    (finding == null || picture.findings.includes(finding)) &&
    (found == null || picture.findings.length > 0 === found) &&
    (!search || picture.filename.toLowerCase().includes(search.toLowerCase()))
  );
}

/** A picture after a change that is about it. */
export function changed(picture: DatasetPicture, change: PicturesChange): DatasetPicture {
  const { split, label, excluded } = change;
  return {
    ...picture,
    ...(split != null && { split }),
    ...(label != null && { label, first_label: picture.first_label ?? picture.label }),
    ...(excluded != null && { excluded }),
  };
}

/** A list under a filter after a change: what no longer passes has left it. */
export function afterChange<T extends Pages>(data: T, where: PicturesWhere, change: PicturesChange): T {
  const ids = change.ids && new Set(change.ids);
  const meant = (picture: DatasetPicture) =>
    ids ? ids.has(picture.id) : passes(picture, change.where ?? {});
  const items = (page: PicturesPage) =>
    page.items.flatMap((picture) => {
      if (!meant(picture)) return [picture];
      if (change.delete) return [];
      const next = changed(picture, change);
      return passes(next, where) ? [next] : [];
    });
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: items(page) })) };
}
