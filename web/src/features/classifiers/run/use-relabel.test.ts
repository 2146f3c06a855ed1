import { expect, it } from "vitest";

import type { Prediction } from "../runs/queries";
import { filedUnder, relabelled } from "./use-relabel";

const picture = (position: number, split = "val") =>
  ({ position, split, label: "saw", current_label: null }) as Prediction;

it("changes the one picture, on whichever page it is", () => {
  const pages = {
    pages: [{ items: [picture(1)], next: "a" }, { items: [picture(2), picture(2, "test")] }],
    pageParams: ["", "a"],
  };
  const after = relabelled(pages, picture(2), "knife")!;
  expect(after.pages.flatMap(({ items }) => items.map(filedUnder))).toEqual(["saw", "knife", "saw"]);
});

it("forgets the change where it goes back to its class", () => {
  const pages = { pages: [{ items: [{ ...picture(1), current_label: "knife" }] }], pageParams: [""] };
  expect(relabelled(pages, picture(1), "saw")!.pages[0]!.items[0]!.current_label).toBeNull();
  expect(relabelled(undefined, picture(1), "saw")).toBeUndefined();
});
