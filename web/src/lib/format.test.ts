import { describe, expect, it } from "vitest";

import { about, ago, bytes, count, duration, memory, percent } from "./format";

describe("format", () => {
  it.each([
    [8, "8 s"],
    [240, "4 min"],
    [3600, "1 h"],
    [7800, "2 h 10 min"],
    [7190, "2 h"],
  ])("says a time: %d is %s", (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [12, "under a minute"],
    [250, "about 4 min"],
    [3590, "about 1 h"],
    [7790, "about 2 h 10 min"],
  ])("says a guess: %d is %s", (seconds, text) => expect(about(seconds)).toBe(text));

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [220_000_000, "220 MB"],
    [6_900_000_000, "6.9 GB"],
    [23_800_000_000, "23.8 GB"],
    [1_000_000_000_000, "1 TB"],
  ])("says a size: %d is %s", (value, text) => expect(bytes(value)).toBe(text));

  it("says memory, counts and percents", () => {
    expect(memory(18.2 * 1024 ** 3, 24 * 1024 ** 3)).toBe("18.2 of 24 GB");
    expect(count(1, "picture")).toBe("1 picture");
    expect(count(4, "picture")).toBe("4 pictures");
    expect(percent(0.9999)).toBe("99 %");
    expect(percent(1)).toBe("100 %");
  });

  it("says how long ago, then the date", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
    expect(ago(before(20), now)).toBe("just now");
    expect(ago(before(200), now)).toBe("3 min ago");
    expect(ago(before(7300), now)).toBe("2 h ago");
    expect(ago(before(5 * 86_400), now)).toMatch(/Nov/);
  });
});
