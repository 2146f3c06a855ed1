import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { Chart, type Series } from "@/components/Chart";
import { ErrorBlock } from "@/components/ErrorBlock";
import { number } from "@/lib/format";

import { curvesQuery, type Curves, type Run } from "../runs/queries";
import { epochsSinceBest, isUnderWay, metricLabel, metricValue, patienceWords } from "../runs/words";
import { classRecalls } from "./class-recalls";
import { ClassBars } from "./ClassBars";
import { curveSentence } from "./curve-words";

const LESS_IS_BETTER = new Set(["loss", "ece"]);
const NONE: Curves = {};

const named = (curves: Curves, names: readonly (readonly [string, string])[]): Series[] =>
  names.flatMap(([key, name]) => {
    const points = curves[key];
    return points && points.length > 0 ? [{ name, points }] : [];
  });

/** How it learns: loss, accuracy, what else is asked for, and each class, epoch by epoch. */
export function Learning({ run }: { run: Run }) {
  const { data: curves = NONE, isError, error, refetch } = useQuery(curvesQuery(run));
  const loss = named(curves, [
    ["val_loss", "Validation"],
    ["train_loss", "Training"],
  ]);
  const monitored = run.monitor_metric;
  const good = named(curves, [
    ["val_accuracy", "Accuracy"],
    ["val_macro_f1", "Macro F1"],
    ["val_top_k", `Top ${run.settings.top_k ?? 5}`],
  ]);
  const values = (curves[`val_${monitored}`] ?? []).map(([, value]) => value);
  const less = LESS_IS_BETTER.has(monitored);
  const since = epochsSinceBest(values, less, run.settings.early_stop_delta);
  const warning = isUnderWay(run)
    ? patienceWords(monitored, since, run.settings.early_stop_patience ?? null)
    : undefined;
  const best = run.epoch_results.find(({ epoch }) => epoch === run.best_epoch)?.step;
  const recalls = classRecalls(curves);
  if (isError && Object.keys(curves).length === 0) {
    return (
      <ErrorBlock
        error={error}
        title="The curves did not arrive."
        still={isUnderWay(run) ? "It goes on learning." : undefined}
        onRetry={() => void refetch()}
      />
    );
  }
  return (
    <section aria-label="How it learns" className="grid gap-4">
      {warning && (
        <p
          role="status"
          className="flex items-center gap-2 justify-self-start rounded-control bg-warn-tint px-3 py-2 text-warn"
        >
          <TriangleAlert aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          {warning}
        </p>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Panel title="Accuracy" empty={good.length === 0} waits="It begins with the end of the first epoch">
          <Chart
            series={good}
            summary={curveSentence("Accuracy", good[0]?.points ?? [], (value) =>
              metricValue("accuracy", value),
            )}
            readout={(value) => metricValue("accuracy", value)}
            dots
            height={200}
            best={best}
          />
        </Panel>
        <Panel title="Loss" empty={loss.length === 0} waits="It begins with the first steps">
          <Chart
            series={loss}
            summary={curveSentence("Loss", loss[0]?.points ?? [], (value) => value.toPrecision(2))}
            readout={(value) => value.toPrecision(3)}
            height={200}
            best={best}
          />
        </Panel>
      </div>
      {recalls.length > 0 && isUnderWay(run) && (
        <ClassBars classes={recalls} title="Each class after this epoch" />
      )}
      <More curves={curves} />
    </section>
  );
}

function Panel({
  title,
  empty,
  waits,
  children,
}: {
  title: string;
  empty: boolean;
  waits: string;
  children: ReactNode;
}) {
  return (
    <div className="grid min-w-0 gap-2 rounded-card bg-bg-2 p-4">
      <h2 className="text-text-3">{title}</h2>
      {empty ? (
        <p className="flex h-[220px] items-center justify-center rounded-control bg-bg-1 px-6 text-center text-sm text-text-3">
          {waits}
        </p>
      ) : (
        children
      )}
    </div>
  );
}

/** What few look at: learning rate, pace, what else is measured. */
function More({ curves }: { curves: Curves }) {
  const others = ["lr", "images_per_second", "val_auroc", "val_ece"].filter(
    (name) => (curves[name] ?? []).length > 1,
  );
  if (others.length === 0) return null;
  return (
    <details className="rounded-card bg-bg-1">
      <summary className="flex h-11 cursor-pointer items-center px-4 text-text-2 hover:text-text-1">
        More curves
      </summary>
      <div className="grid gap-6 px-4 pb-4 md:grid-cols-2">
        {others.map((name) => {
          const label = name === "lr" ? "Learning rate" : metricLabel(name.replace("val_", ""));
          const say = (value: number) => (value >= 100 ? number(value) : value.toPrecision(3));
          const points = curves[name] ?? [];
          return (
            <Chart
              key={name}
              series={[{ name: label, points }]}
              summary={curveSentence(label, points, say)}
              readout={say}
              height={140}
            />
          );
        })}
      </div>
    </details>
  );
}
