import { describe, expect, it, vi } from "vitest";

import type { Model } from "./queries";
import { menuOf } from "./row-menu";

const acts = { load: vi.fn(), stop: vi.fn(), unload: vi.fn(), remove: vi.fn() };
const model = {
  name: "fox",
  kind: "base",
  loaded_on: ["cpu"],
  managed: true,
  built_in: false,
} as unknown as Model;
const reasons = (admin: boolean) =>
  menuOf(model, undefined, acts, admin)
    .flat()
    .map(({ unless }) => unless);

describe("what can be done with a model", () => {
  it("is for admins, and says so to everybody else", () => {
    expect(new Set(reasons(true))).toEqual(new Set([undefined]));
    expect(new Set(reasons(false))).toEqual(new Set(["Only admins do this"]));
  });
});
