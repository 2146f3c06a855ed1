import { expect, it } from "vitest";

import type { DatasetPicture } from "../queries";
import { isChosen, meant, toggled, upTo } from "./choice";

const loaded = ["a", "b", "c", "d"].map((id) => ({ id }) as DatasetPicture);

it("takes one in and out, and one out of all leaves the others", () => {
  const one = toggled(new Set(), "b", loaded);
  expect([...(one as Set<string>)]).toEqual(["b"]);
  expect(toggled(one, "b", loaded)).toEqual(new Set());
  expect(toggled("all", "b", loaded)).toEqual(new Set(["a", "c", "d"]));
});

it("chooses a stretch in both directions, and only to where it is when its start has gone", () => {
  expect(upTo(new Set(["a"]), "b", "d", loaded)).toEqual(new Set(["a", "b", "c", "d"]));
  expect(upTo(new Set(), "d", "b", loaded)).toEqual(new Set(["b", "c", "d"]));
  expect(upTo(new Set(), "gone", "c", loaded)).toEqual(new Set(["c"]));
});

it("names all by the filter, so that those not loaded are meant as well", () => {
  expect(meant("all", { label: "saw" })).toEqual({ where: { label: "saw" } });
  expect(meant(new Set(["a"]), { label: "saw" })).toEqual({ ids: ["a"] });
  expect(isChosen("all", "never seen")).toBe(true);
});
