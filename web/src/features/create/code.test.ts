import { expect, it } from "vitest";

import { asCode } from "./code";

const spec = { prompt: "Ada's cat, not null", n: 2 };

it("survives a shell's quotes", () => {
  expect(asCode(spec, "curl", "http://studio")).toContain(String.raw`Ada'\''s cat`);
});

it("writes Python's words, but not inside of strings", () => {
  const code = asCode({ ...spec, seed: null }, "Python", "http://studio");
  expect(code).toContain('"seed": None');
  expect(code).toContain("not null");
});

it("never holds a key", () => {
  for (const language of ["curl", "Python", "JavaScript"] as const)
    expect(asCode(spec, language, "http://studio")).toContain("SAFELIGHT_KEY");
});
