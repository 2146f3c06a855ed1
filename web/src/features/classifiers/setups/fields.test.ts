import { describe, expect, it } from "vitest";

import { boundWords, readFile, readSpace, readTyped, withValue } from "./fields";
import type { SettingField } from "./queries";

const field = (more: Partial<SettingField>): SettingField => ({
  name: "lr",
  section: "schedule",
  group: "main",
  type: "number",
  description: "",
  default: 0.001,
  nullable: false,
  choices: [],
  minimum: null,
  maximum: null,
  above: null,
  below: null,
  ...more,
});

describe("a setting", () => {
  it("is not kept where it is as the default", () => {
    expect(withValue(field({}), { lr: 0.1, epochs: 3 }, 0.001)).toEqual({ epochs: 3 });
    expect(withValue(field({ default: null }), {}, null)).toEqual({});
  });

  it("may be null only where that is a value", () => {
    expect(readTyped(field({ nullable: true }), " ")).toBeNull();
    expect(readTyped(field({}), "")).toBe(0.001);
  });

  it("leaves what is no number to the server", () => {
    expect(readTyped(field({}), "1e-4")).toBe(0.0001);
    expect(readTyped(field({}), "0,5")).toBe(0.5);
    expect(readTyped(field({}), "fast")).toBe("fast");
  });

  it("says its bounds", () => {
    expect(boundWords(field({ minimum: 16, maximum: 2048 }))).toBe("From 16 to 2048");
    expect(boundWords(field({ above: 0, below: 1 }))).toBe("More than 0, less than 1");
    expect(boundWords(field({}))).toBe("");
  });
});

describe("a file of settings", () => {
  it("is a setup, or a run's config.json without what the studio decides", () => {
    expect(readFile('{"name": "a", "settings": {"lr": 0.1}}')).toEqual({ name: "a", settings: { lr: 0.1 } });
    expect(readFile('{"root": "/data", "lr": 0.1, "max_steps": null}')).toEqual({ settings: { lr: 0.1 } });
  });

  it("must be an object", () => {
    expect(() => readFile("[1]")).toThrow("JSON object");
    expect(() => readFile("{")).toThrow();
  });
});

describe("what a sweep tries of a setting", () => {
  it("is values or a range", () => {
    expect(readSpace(field({}), "0.1, 0.01")).toEqual({ values: [0.1, 0.01] });
    expect(readSpace(field({}), "1e-4..1e-2 log")).toEqual({ low: 1e-4, high: 1e-2, scale: "log", steps: 3 });
    expect(readSpace(field({ type: "boolean" }), "true,false")).toEqual({ values: [true, false] });
    expect(readSpace(field({ type: "choice" }), "adamw, sgd")).toEqual({ values: ["adamw", "sgd"] });
  });

  it("is nothing where nothing is said", () => {
    expect(readSpace(field({}), " , ")).toBeUndefined();
  });
});
