import { expect, it } from "vitest";

import { share } from "@/api/limits";

import { lastDays, limitWords } from "./words";

const LIMIT = { limit: 50, used: 3, remaining: 47, resets_at: null, of: "account" } as const;

it("says a limit beside what is used of it", () => {
  expect(limitWords({ ...LIMIT, name: "pictures_per_day" })).toMatchObject({
    label: "Pictures today",
    text: "3 of 50",
  });
  expect(limitWords({ ...LIMIT, name: "storage_gb", limit: 2, used: 0.5 }).text).toBe("500 MB of 2 GB");
});

it("fills a ring by what is used, and wholly where nothing is allowed", () => {
  expect(share(LIMIT)).toBeCloseTo(0.06);
  expect(share({ limit: 2, used: 5 })).toBe(1);
  expect(share({ limit: 0, used: 0 })).toBe(1);
});

it("names the days across the end of a month, in the server's zone", () => {
  expect(lastDays(3, Date.parse("2026-12-01T00:30:00Z"))).toEqual(["2026-11-29", "2026-11-30", "2026-12-01"]);
});
