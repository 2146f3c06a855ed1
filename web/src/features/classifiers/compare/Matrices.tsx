import { useNavigate } from "@tanstack/react-router";

import { useNarrow } from "@/lib/use-media";

import { cellName, MOST_CLASSES, mixUps } from "../run/confusion";
import { Matrix } from "../run/Matrix";
import { MixUps } from "../run/MixUps";
import type { Comparison } from "../runs/queries";

/** What each run mixes up, side by side; a cell leads to its pictures. */
export function Matrices({ comparison, project }: { comparison: Comparison; project: string }) {
  const navigate = useNavigate();
  const narrow = useNarrow();
  const { runs, confusions, split } = comparison;
  return (
    <section aria-label="What they mix up" className="grid gap-3">
      <h2 className="text-lg">What they mix up</h2>
      <div className="grid gap-4 lg:grid-cols-2">
        {confusions.map((each, i) => {
          const run = runs[i];
          if (!each || !run) return null;
          const { labels, confusion } = each;
          const open = (cell: { truth: number; said: number }) =>
            void navigate({
              to: "/classifiers/$project/runs/$runId",
              params: { project, runId: String(run.number) },
              search: { split, cell: cellName(labels, cell) },
            });
          return (
            <div key={run.id} className="grid min-w-0 content-start gap-2 rounded-card bg-bg-2 p-4">
              <h3 className="text-text-2">
                <span className="text-text-3 tabular-nums">{run.number}</span> {run.name}
              </h3>
              {narrow || labels.length > MOST_CLASSES ? (
                <MixUps labels={labels} cells={mixUps(confusion)} open={undefined} onOpen={open} />
              ) : (
                <Matrix
                  labels={labels}
                  confusion={confusion}
                  order={labels.map((_, at) => at)}
                  unit="counts"
                  open={undefined}
                  onOpen={open}
                  name={`Run ${run.number}`}
                  small
                />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}
