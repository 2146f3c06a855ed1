import { describe, expect, it } from "vitest";

import { programs } from "./programs";

describe("the doors for other programs", () => {
  it("are at the address by which the studio is reached", () => {
    const all = programs("https://studio.example", "ink");
    expect(all.map(({ address }) => address)).toEqual([
      "https://studio.example/v1",
      "https://studio.example",
      "https://studio.example/generate",
    ]);
    for (const { example } of all) expect(example).toContain("https://studio.example/");
  });

  it("are tried with a body that is JSON and a model that is here", () => {
    for (const { example } of programs("http://127.0.0.1:8000", "ink")) {
      const body = JSON.parse(/-d '(.*)'$/s.exec(example)![1]!) as Record<string, unknown>;
      expect(body.prompt).toBe("a red cat");
    }
    expect(programs("http://127.0.0.1:8000", "ink")[0]!.example).toContain('"model": "ink"');
  });
});
