import { describe, expect, it } from "vitest";

import { bars, fitSentence, remedyWords, roomiest, type Fit } from "./fit";

const GIB = 1024 ** 3;
const worker = (name: string, available: number, needed: number): Fit["workers"][number] => ({
  worker: name,
  device: "cuda:0",
  available_bytes: available * GIB,
  needed_bytes: needed * GIB,
  fits: needed <= available,
  confidence: "estimated",
});
const fit = (...workers: Fit["workers"]): Fit => ({
  phases: [
    { name: "captions", bytes: 2 * GIB },
    { name: "learning", bytes: 20 * GIB },
  ],
  needed_bytes: 20 * GIB,
  workers,
  fits: workers.some((one) => one.fits),
  remedies: [],
});

describe("whether a training fits", () => {
  it("is judged by the worker where it fits, else by the roomiest", () => {
    expect(roomiest(fit(worker("a", 8, 20), worker("b", 24, 20)))?.worker).toBe("b");
    expect(roomiest(fit(worker("a", 8, 20), worker("b", 16, 20)))?.worker).toBe("b");
    expect(roomiest(fit())).toBeUndefined();
  });

  it("says by how much it does not", () => {
    expect(fitSentence(fit(worker("a", 24, 20)))).toMatch(/^Fits: needs 20 GB of 24 GB on a/);
    expect(fitSentence(fit(worker("a", 16, 20)))).toMatch(/4 GB more than a has free/);
    expect(fitSentence(fit())).toMatch(/No worker/);
  });

  it("has a bar for each phase, and the room among them", () => {
    const shown = bars(fit(worker("a", 10, 20)));
    expect(shown.limit).toBe(0.5);
    expect(shown.bars.map(({ share, over }) => [share, over])).toEqual([
      [0.1, false],
      [1, true],
    ]);
    expect(bars(fit()).limit).toBeNull();
  });

  it("names a way out by what it sets", () => {
    expect(remedyWords({ gradient_checkpointing: true, base_quantization: "int8" })).toBe(
      "Save video memory, base in 8 bits",
    );
    expect(remedyWords({ new_option: 3 })).toBe("new_option 3");
  });
});
