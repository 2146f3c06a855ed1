import { expect, it } from "vitest";

import type { Run } from "../runs/queries";
import { againSpec } from "./again";

it("says every setting but those that the studio decides", () => {
  const run = {
    number: 7,
    name: "tools",
    tags: ["a"],
    dataset: { id: "data_1", name: "Tools" },
    config: { id: "cfg_1", name: "good" },
    project: null,
    settings: { lr: 0.001, epochs: 20, root: null, workers: null, resume: true },
  } as unknown as Run;
  const spec = againSpec(run);
  expect(spec.settings).toEqual({ lr: 0.001, epochs: 20 });
  expect(spec).toMatchObject({ config: "cfg_1", dataset: "data_1", tags: ["a"] });
  expect(spec).not.toHaveProperty("project");
});
