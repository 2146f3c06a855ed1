import { expect, it } from "vitest";

import { over, scopeWords } from "./words";

it("says what a key may do in the order of its weight", () => {
  expect(scopeWords(["train", "read", "generate"])).toBe("Look, draw and train");
  expect(scopeWords(["read"])).toBe("Look");
  expect(scopeWords([])).toBe("nothing");
});

it("knows when a key is over", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  expect(over({ revoked_at: null, expires_at: null }, now)).toBeUndefined();
  expect(over({ revoked_at: null, expires_at: "2026-11-22T12:00:01Z" }, now)).toBeUndefined();
  expect(over({ revoked_at: null, expires_at: "2026-11-22T12:00:00Z" }, now)).toBe("Expired");
  expect(over({ revoked_at: "2026-11-21T12:00:00Z", expires_at: null }, now)).toBe("Revoked");
});
