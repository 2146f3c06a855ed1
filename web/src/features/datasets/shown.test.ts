import { describe, expect, it } from "vitest";

import type { DatasetPicture } from "./queries";
import { afterChange, passes } from "./shown";

const picture = (id: string, more: Partial<DatasetPicture> = {}): DatasetPicture => ({
  id,
  split: "train",
  label: "saw",
  first_label: null,
  filename: `${id}.jpg`,
  width: 64,
  height: 64,
  size: 1000,
  excluded: false,
  findings: [],
  url: "",
  thumbnail_url: "",
  thumbhash: null,
  created_at: "2026-11-01T10:00:00Z",
  ...more,
});
const list = (...items: DatasetPicture[]) => ({ pages: [{ items, next: null }], pageParams: [""] });
const ids = (data: ReturnType<typeof list>) => data.pages.flatMap((page) => page.items.map(({ id }) => id));

describe("a list after a change", () => {
  it("loses what went to another class, and keeps it where all classes are shown", () => {
    const data = list(picture("a"), picture("b"));
    const change = { ids: ["a"], label: "knife", delete: false };
    expect(ids(afterChange(data, { label: "saw" }, change))).toEqual(["b"]);
    const all = afterChange(data, {}, change);
    expect(all.pages[0]!.items[0]).toMatchObject({ label: "knife", first_label: "saw" });
  });

  it("remembers the first class over two changes", () => {
    const moved = list(picture("a", { label: "knife", first_label: "saw" }));
    const after = afterChange(moved, {}, { ids: ["a"], label: "wrench", delete: false });
    expect(after.pages[0]!.items[0]).toMatchObject({ label: "wrench", first_label: "saw" });
  });

  it("follows a filter where no ids are named", () => {
    const data = list(picture("a"), picture("b", { split: "val" }));
    const after = afterChange(
      data,
      { excluded: false },
      { where: { split: "val" }, excluded: true, delete: false },
    );
    expect(ids(after)).toEqual(["a"]);
  });

  it("has no deleted pictures, and says nothing of the others", () => {
    const data = list(picture("a"), picture("b"));
    expect(ids(afterChange(data, {}, { ids: ["b", "gone"], delete: true }))).toEqual(["a"]);
  });
});

it("knows a picture that came back to its first class as not relabelled", () => {
  expect(passes(picture("a", { first_label: "saw" }), { relabelled: false })).toBe(true);
  expect(passes(picture("a", { first_label: "knife" }), { relabelled: true })).toBe(true);
  expect(passes(picture("Ab"), { search: "aB" })).toBe(true);
});
