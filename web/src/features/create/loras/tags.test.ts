import { expect, it } from "vitest";

import { loraNamed, type Known } from "./known";
import { tagsIn } from "./tags";

it("finds the LoRAs in the words, as the server reads them", () => {
  expect(tagsIn("a fox <lora:Ink:0.8>, <LORA: wool > and <lora:foil:x>")).toEqual([
    { name: "Ink", scale: 0.8 },
    { name: "wool", scale: 1 },
    { name: "foil", scale: NaN },
  ]);
  expect(tagsIn("a < b, lora: none")).toEqual([]);
});

it("knows a LoRA by name or label, whatever the case", () => {
  const ada: Known = { name: "char_1", label: "Ada", note: "character", unless: undefined };
  expect(loraNamed([ada], "ADA")).toBe(ada);
  expect(loraNamed([ada], "Bert")).toBeUndefined();
});
