import { expect, it } from "vitest";

import { initials } from "./initials";

it.each([
  [{ name: "ada", full_name: "Ada King Lovelace" }, "AL"],
  [{ name: "ada", full_name: " Ada " }, "AD"],
  [{ name: "x", full_name: "" }, "X"],
  [{ name: "jo", full_name: "𝒜da 𝓛ovelace" }, "𝒜𝓛"],
])("shortens %o to %s", (person, letters) => {
  expect(initials(person)).toBe(letters);
});
