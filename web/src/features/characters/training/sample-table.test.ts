import { describe, expect, it } from "vitest";

import type { Sample, TrainSpec } from "../queries";
import { sampleSteps, sampleTable, snap } from "./sample-table";

const sample = (step: number, position: number) =>
  ({ step, position, prompt: `prompt ${position}` }) as Sample;
const row = (step: number, columns = 2) => Array.from({ length: columns }, (_, i) => sample(step, i));
const spec = { max_train_steps: 450, sample_every: 200 } as TrainSpec;

describe("samples", () => {
  it("come at the start, every so often, and at the end", () => {
    expect(sampleSteps(spec)).toEqual([0, 200, 400, 450]);
    expect(sampleSteps({ ...spec, sample_every: 0 })).toEqual([0, 450]);
    expect(sampleSteps({ ...spec, max_train_steps: 400 })).toEqual([0, 200, 400]);
  });

  it("begin as a table with an empty first row", () => {
    const { prompts, rows } = sampleTable([], spec, true);
    expect(prompts).toHaveLength(4);
    expect(rows).toEqual([{ step: 0, cells: Array(4).fill(undefined), ahead: true }]);
  });

  it("show what came and what comes next", () => {
    const table = sampleTable([...row(0), ...row(200)], spec, true);
    expect(table.prompts).toEqual(["prompt 0", "prompt 1"]);
    expect(table.rows.map(({ step, ahead }) => [step, ahead])).toEqual([
      [0, false],
      [200, false],
      [400, true],
    ]);
  });

  it("do not name the next step while one is in the making, nor when nothing learns", () => {
    const making = sampleTable([...row(0), sample(200, 0)], spec, true);
    expect(making.rows.map(({ step }) => step)).toEqual([0, 200]);
    expect(making.rows[1]?.cells).toEqual([expect.anything(), undefined]);
    expect(sampleTable(row(0), spec, false).rows.map(({ step }) => step)).toEqual([0]);
  });

  it("takes one that was asked for in between", () => {
    const table = sampleTable([...row(0), ...row(37)], spec, true);
    expect(table.rows.map(({ step }) => step)).toEqual([0, 37, 200]);
  });

  it("snaps to a step that exists", () => {
    expect(snap([0, 200, 400], 290)).toBe(200);
    expect(snap([], 290)).toBeUndefined();
  });
});
