import { describe, expect, it } from "vitest";

import fields from "@/api/fields.json";

import { GROUPS, limitsOf, numberError } from "./fields";

describe("the settings of a training", () => {
  it("shows every one that the server takes", () => {
    const shown = GROUPS.flatMap((group) => Object.keys(group.fields));
    expect(shown.sort()).toEqual(Object.keys(fields.TrainOverrides).sort());
  });

  it("says what a number may be", () => {
    const rank = limitsOf("rank");
    expect(numberError("16", rank)).toBeUndefined();
    expect(numberError("0", rank)).toBe("A whole number from 1 to 256");
    expect(numberError("1.5", rank)).toBe("A whole number from 1 to 256");
    expect(numberError("", rank)).toBeDefined();
    expect(numberError("much", rank)).toBeDefined();
    expect(numberError("1e-4", limitsOf("learning_rate"))).toBeUndefined();
    expect(numberError("0", limitsOf("learning_rate"))).toBe("A number above 0 to 1");
  });
});
