import { expect, it } from "vitest";

import { filtered, MOST_STYLES, toggled } from "./choice";

it("takes a style, leaves it, and takes no ninth", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  const full = Array.from({ length: MOST_STYLES }, (_, i) => String(i));
  expect(toggled(full, "more")).toEqual(full);
  expect(toggled(full, "0")).toHaveLength(MOST_STYLES - 1);
});

it("finds styles by name, group and words, without empty groups", () => {
  const style = (name: string, prompt: string) => ({ name, prompt }) as never;
  const groups = [
    { name: "Painting", styles: [style("Gouache", "matte"), style("Fresco", "chalk")] },
    { name: "Photo", styles: [style("Macro", "close")] },
  ];
  expect(filtered(groups, "GOUA").map(({ styles }) => styles.length)).toEqual([1]);
  expect(filtered(groups, "painting")[0]?.styles).toHaveLength(2);
  expect(filtered(groups, "nothing")).toEqual([]);
});
