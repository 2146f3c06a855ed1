import { expect, it } from "vitest";

import { consentWords } from "./words";

it.each([
  [{ basis: "consent", person: "Mara" } as const, "Mara, with their consent"],
  [{ basis: "self", person: "" } as const, "Myself"],
  [{ basis: "invented" } as const, "Nobody real"],
  [null, undefined],
])("says %o as %s", (consent, words) => {
  expect(consentWords(consent)).toBe(words);
});
