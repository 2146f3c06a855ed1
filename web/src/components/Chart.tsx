import { lazy, Suspense, useState } from "react";

import { number } from "@/lib/format";

import { Button } from "./ui/button";
import { Skeleton } from "./ui/skeleton";
import { Table, Td, Th, Tr } from "./ui/table";

export interface Series {
  name: string;
  /** [step, value], by rising step */
  points: readonly (readonly [number, number])[];
}

export interface ChartProps {
  series: readonly Series[];
  /** The sentence: "Loss fell from 0.14 to 0.08; flat since step 900". It is the chart's accessible name. */
  summary: string;
  /** What the horizontal axis counts. */
  x?: string;
  height?: number;
  /** Draw the points faint and their centred average over this many of them on top; 0 for lines as they are. */
  average?: number;
  log?: boolean;
  /** A place on the horizontal axis that is looked at elsewhere on the page. */
  at?: number | undefined;
  /** A place that stands out, such as the best step: a dashed line. */
  best?: number | undefined;
  /** Few points, each worth a look: a dot on each. */
  dots?: boolean;
  /** The vertical axis where it is always the same; else it follows the points. */
  range?: readonly [number, number];
  /** Names the curves, and says their values at the pointer, at `at`, or at the end, in these words. */
  readout?: (value: number) => string;
  /** A click on the chart: a place on the horizontal axis. Give the same by key elsewhere. */
  onPick?: (x: number) => void;
}

const Drawing = lazy(() => import("./ChartDrawing"));

/** Curves over steps, on a canvas that is fetched only when one is shown, and the same figures as a table. */
export function Chart(props: ChartProps) {
  const { series, summary, x = "Step", height = 200 } = props;
  const [asTable, setAsTable] = useState(false);
  const [hovered, setHovered] = useState<number>();
  return (
    <figure className="grid gap-1">
      {props.readout && <Readout series={series} x={x} at={hovered ?? props.at} words={props.readout} />}
      {asTable ? (
        <div className="overflow-y-auto" style={{ height }}>
          <ValueTable series={series} x={x} />
        </div>
      ) : (
        <div role="img" aria-label={summary} style={{ height }}>
          <Suspense fallback={<Skeleton className="size-full" />}>
            <Drawing {...props} height={height} {...(props.readout && { onHover: setHovered })} />
          </Suspense>
        </div>
      )}
      <figcaption className="flex items-center justify-between gap-2 text-sm text-text-3">
        {summary}
        <Button variant="ghost" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Curve" : "Table"}
        </Button>
      </figcaption>
    </figure>
  );
}

/** The legend, which says the figures too: those of the last point that is not beyond `at`. */
function Readout({
  series,
  x,
  at = Infinity,
  words,
}: {
  series: readonly Series[];
  x: string;
  at: number | undefined;
  words: (value: number) => string;
}) {
  const shown = series.map(({ name, points }) => ({ name, point: points.findLast(([step]) => step <= at) }));
  const step = Math.max(...shown.map(({ point }) => point?.[0] ?? -Infinity));
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-2 tabular-nums">
      {Number.isFinite(step) && (
        <span className="text-text-3">
          {x} {number(step)}
        </span>
      )}
      {shown.map(({ name, point }, i) => (
        <span key={name} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="h-0.5 w-3 rounded-full"
            style={{ background: `var(--chart-${(i % 5) + 1})` }}
          />
          {name}
          <span className="text-text-1">{point ? words(point[1]) : "–"}</span>
        </span>
      ))}
    </div>
  );
}

const ROWS = 200;

function ValueTable({ series, x }: { series: readonly Series[]; x: string }) {
  const steps = [...new Set(series.flatMap(({ points }) => points.map(([step]) => step)))].sort(
    (a, b) => a - b,
  );
  const every = Math.max(1, Math.ceil(steps.length / ROWS));
  const values = series.map(({ points }) => new Map(points));
  return (
    <Table>
      <thead>
        <tr>
          <Th className="text-right">{x}</Th>
          {series.map(({ name }) => (
            <Th key={name} className="text-right">
              {name}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps
          .filter((_, i) => i % every === 0 || i === steps.length - 1)
          .map((step) => (
            <Tr key={step}>
              <Td numeric>{step}</Td>
              {values.map((of, i) => (
                <Td key={i} numeric>
                  {of.get(step)?.toPrecision(4) ?? "–"}
                </Td>
              ))}
            </Tr>
          ))}
      </tbody>
    </Table>
  );
}
