import type { Schemas } from "@/api/client";

import type { Run } from "../runs/queries";

// The studio decides these itself, and refuses a run that names them.
const STUDIO_SETS: ReadonlySet<string> = new Set([
  "root",
  "ckpt_dir",
  "tb_root",
  "resume",
  "workers",
  "cache_dir",
]);

/** What starts the same run on its dataset as that is now: every setting is said, for a config may have changed. */
export function againSpec(run: Run): Schemas["RunStart"] {
  const settings = Object.fromEntries(
    Object.entries(run.settings).filter(([name]) => !STUDIO_SETS.has(name)),
  );
  return {
    name: run.name,
    dataset: run.dataset.id,
    settings,
    tags: run.tags,
    notes: `After fixes of labels found by run ${run.number}.`,
    gpu: false,
    ...(run.config && { config: run.config.id }),
    ...(run.project && { project: run.project.id }),
  };
}
