import { useMemo, useState } from "react";

import { Chart } from "@/components/Chart";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

import type { Comparison } from "../runs/queries";
import { METRICS, metricLabel, metricValue } from "../runs/words";
import { curveNames, overlaid } from "./compared";

function curveLabel(name: string): string {
  if (name === "train_loss") return "Training loss";
  if (name === "lr") return "Learning rate";
  return name.startsWith("val_") ? `${metricLabel(name.slice(4))}, validation` : metricLabel(name);
}

/** One curve of all runs; each can be taken off. */
export function Overlaid({ comparison }: { comparison: Comparison }) {
  const names = useMemo(() => curveNames(comparison), [comparison]);
  const [chosen, setChosen] = useState<string>();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const name = chosen && names.includes(chosen) ? chosen : names[0];
  const series = useMemo(() => (name ? overlaid(comparison, name, hidden) : []), [comparison, name, hidden]);
  if (!name) return null;
  const metric = name.replace("val_", "");
  const say = (value: number) =>
    METRICS[metric]?.share ? metricValue(metric, value) : Number(value.toPrecision(3)).toString();
  const toggle = (number: number) =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(number)) next.add(number);
      return next;
    });
  return (
    <section aria-label="Curves" className="grid gap-3 rounded-card bg-bg-2 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="Curve"
          value={name}
          onChange={setChosen}
          options={names.map((value) => ({ value, label: curveLabel(value) }))}
          className="w-56"
        />
        {comparison.runs.map(({ number }) => (
          <Button
            key={number}
            size="small"
            variant={hidden.has(number) ? "ghost" : "secondary"}
            aria-pressed={!hidden.has(number)}
            onClick={() => toggle(number)}
          >
            Run {number}
          </Button>
        ))}
      </div>
      <Chart
        series={series}
        summary={`${curveLabel(name)} of ${series.filter(({ points }) => points.length > 0).length} runs`}
        readout={say}
        height={260}
      />
    </section>
  );
}
