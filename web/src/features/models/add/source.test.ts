import { expect, test } from "vitest";

import { looksLikeModel, readSource } from "./source";

test.each([
  ["/srv/models/painter", { kind: "path", path: "/srv/models/painter" }],
  ['"C:\\models\\ink.safetensors"', { kind: "path", path: "C:\\models\\ink.safetensors" }],
  ["file:///srv/painter", { kind: "path", path: "/srv/painter" }],
  [" someone/painter ", { kind: "hub", source: "someone/painter" }],
  ["https://huggingface.co/a/b", { kind: "hub", source: "https://huggingface.co/a/b" }],
  ["  ", null],
])("%s is read as what it is", (typed, source) => {
  expect(readSource(typed)).toEqual(source);
});

test("a pasted address or id of a model is one, other texts are not", () => {
  expect(looksLikeModel("https://huggingface.co/someone/painter")).toBe(true);
  expect(looksLikeModel("someone/painter")).toBe(true);
  expect(looksLikeModel("https://example.org/x.safetensors?download=1")).toBe(true);
  expect(looksLikeModel("https://example.org/holiday")).toBe(false);
  expect(looksLikeModel("a cat, a dog and/or a bird")).toBe(false);
});
