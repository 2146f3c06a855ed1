import { describe, expect, it } from "vitest";

import { readGallerySearch, type GallerySearch } from "@/lib/gallery-search";

import { datesFor } from "./date-words";
import { chipsOf, filterOf } from "./filters";
import { suggestionsFor } from "./suggestions";

const NOW = new Date(2026, 10, 20, 15, 30); // a Friday
const nobody = () => undefined;

const FULL: GallerySearch = {
  q: "ada rain",
  star: true,
  character: "char_1",
  model: "starter",
  style: "Ink",
  kind: "video",
  seed: 123,
  month: "2026-10",
  since: "2026-10-02",
  until: "2026-10-05",
};

describe("the address", () => {
  it("holds the whole search, there and back", () => {
    const address = new URLSearchParams(Object.entries({ ...FULL, star: 1 }).map(([k, v]) => [k, String(v)]));
    expect(readGallerySearch(Object.fromEntries(address))).toEqual(FULL);
  });

  it("drops what is no search", () => {
    const raw = {
      q: "",
      star: "no",
      kind: "poem",
      month: "2026-13",
      since: "yesterday",
      seed: "x",
      other: 1,
    };
    expect(readGallerySearch(raw)).toEqual({});
  });
});

describe("filterOf", () => {
  it("asks the server for the same", () => {
    expect(filterOf(FULL)).toEqual({
      bin: false,
      q: "ada rain",
      favourite: true,
      character_id: "char_1",
      model: "starter",
      style: "Ink",
      kind: "video",
      seed: 123,
      month: "2026-10",
      since: new Date(2026, 9, 2).toISOString(),
      until: new Date(2026, 9, 5).toISOString(),
    });
  });
  it("asks for seed 0", () => expect(filterOf({ seed: 0 })).toEqual({ bin: false, seed: 0 }));
});

describe("chipsOf", () => {
  it("has one for each word and thing", () => {
    const labels = chipsOf(FULL, () => "Ada").map(({ label }) => label);
    expect(labels.slice(0, 7)).toEqual([
      "ada",
      "rain",
      "*starred",
      "Ada",
      "model starter",
      "style Ink",
      "made:video",
    ]);
    expect(labels).toHaveLength(10);
  });

  it.each(chipsOf(FULL, nobody).map((chip) => [chip.label, chip] as const))(
    "takes %s away alone",
    (_, chip) => {
      const rest = chipsOf(chip.rest, nobody);
      expect(rest).toHaveLength(9);
      expect(rest.map(({ label }) => label)).not.toContain(chip.label);
    },
  );

  it("takes one of two equal words away", () => {
    expect(chipsOf({ q: "very very big" }, nobody)[0]!.rest).toEqual({ q: "very big" });
  });

  it("names one day as a day", () => {
    const [chip] = chipsOf({ since: "2026-11-20", until: "2026-11-21" }, nobody);
    expect(chip!.label).toMatch(/20/);
    expect(chip!.label).not.toMatch(/to/);
  });
});

describe("datesFor", () => {
  it.each([
    ["today", { since: "2026-11-20", until: "2026-11-21" }],
    ["yest", { since: "2026-11-19", until: "2026-11-20" }],
    ["this week", { since: "2026-11-16", until: "2026-11-21" }],
    ["last week", { since: "2026-11-09", until: "2026-11-16" }],
    ["last month", { month: "2026-10" }],
    ["2026", { since: "2026-01-01", until: "2027-01-01" }],
    ["2025-3", { month: "2025-03" }],
    ["2026-11-07", { since: "2026-11-07", until: "2026-11-08" }],
    ["march", { month: "2026-03" }],
    ["dec", { month: "2025-12" }],
    ["Nov 2024", { month: "2024-11" }],
  ])("%s", (typed, dates) => {
    expect(datesFor(typed, NOW)[0]?.dates).toEqual(dates);
  });

  it.each(["", "a", "2026-13", "2026-02-31x", "rain"])("%j is no date", (typed) => {
    expect(datesFor(typed, NOW)).toEqual([]);
  });
});

describe("suggestionsFor", () => {
  const known = { characters: [{ id: "char_1", name: "Ada" }], models: ["starter"], now: NOW };
  const of = (typed: string, search: GallerySearch = {}) => suggestionsFor(typed, search, known);

  it("searches for the words first", () => {
    expect(of("ada", { q: "rain" })[0]!.search).toEqual({ q: "rain ada" });
  });
  it("knows characters, models, stars, videos, seeds and dates", () => {
    expect(of("ad")[1]!.search).toEqual({ character: "char_1" });
    expect(of("start")[1]!.search).toEqual({ model: "starter" });
    expect(of("*st").at(-1)!.search).toEqual({ star: true });
    expect(of("made:v").at(-1)!.search).toEqual({ kind: "video" });
    expect(of("seed:12")[1]!.search).toEqual({ seed: 12 });
    expect(of("today", { month: "2026-01" })[1]!.search).toEqual({
      since: "2026-11-20",
      until: "2026-11-21",
    });
  });
  it("offers stars before anything is typed, and not twice", () => {
    expect(of("").map(({ key }) => key)).toEqual(["star"]);
    expect(of("", { star: true })).toEqual([]);
  });
});
