import { useEffect, useLayoutEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { centredAverage, thin } from "@/lib/curves";
import { useLooks } from "@/lib/looks";

import type { ChartProps } from "./Chart";

const COLOURS = 5; // then the same again, dashed
const DASH = [6, 4];
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- its types call this number by a const enum, which its code has not
const LOGARITHMIC: uPlot.Scale = { distr: 3 };

/** A canvas knows no light-dark(): ask an element for the colour as it is now. */
function colour(token: string, alpha = 1): string {
  const probe = document.createElement("span");
  probe.style.color = `color-mix(in srgb, var(${token}) ${alpha * 100}%, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function align(curves: { points: readonly (readonly [number, number])[] }[]): uPlot.AlignedData {
  const tables = curves.map(({ points }) => [points.map(([x]) => x), points.map(([, y]) => y)]);
  return uPlot.join(tables as uPlot.AlignedData[]);
}

function lines({ series, average = 0, dots = false }: ChartProps) {
  return series.flatMap(({ name, points }, i) => {
    const token = `--chart-${(i % COLOURS) + 1}`;
    const marks = dots ? { show: true, size: 6, fill: colour(token) } : { show: false };
    const look = { width: i === 0 ? 2.5 : 2, points: marks, ...(i >= COLOURS && { dash: DASH }) };
    const raw = thin(points);
    if (average < 2)
      return [{ points: raw, options: { ...look, label: name, stroke: colour(token), spanGaps: true } }];
    const mean = thin(centredAverage(points, average));
    const faint = {
      label: `${name}, each`,
      stroke: colour(token, 0.25),
      width: 1,
      points: { show: false },
      spanGaps: true,
    };
    return [
      { points: raw, options: faint },
      { points: mean, options: { ...look, label: name, stroke: colour(token), spanGaps: true } },
    ];
  });
}

/** An upright line: where is looked at elsewhere on the page, or dashed what stands out. */
function markPlace(drawn: uPlot, at: number | undefined, token: string, dash: number[] = []) {
  if (at === undefined) return;
  const { ctx, bbox } = drawn;
  const left = Math.round(drawn.valToPos(at, "x", true)) + 0.5;
  if (left < bbox.left || left > bbox.left + bbox.width + 1) return;
  ctx.save();
  ctx.strokeStyle = colour(token);
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

interface Props extends ChartProps {
  height: number;
  onHover?: (x: number | undefined) => void;
}

export default function ChartDrawing(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useLooks((looks) => looks.theme);
  const { height, log = false, x = "Step", series, at, best } = props;
  const shape = JSON.stringify([series.map(({ name }) => name), props.average, height, log, x, theme]);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const curves = lines(latest.current);
    const axis = {
      stroke: colour("--text-3"),
      grid: { stroke: colour("--line-1"), width: 1 },
      ticks: { show: false },
    };
    const font = `12px ${getComputedStyle(element).fontFamily}`;
    const options: uPlot.Options = {
      width: element.clientWidth,
      height: latest.current.height,
      legend: { show: false },
      cursor: { points: { size: 8 } },
      scales: {
        x: { time: false },
        y: log ? LOGARITHMIC : latest.current.range ? { range: [...latest.current.range] } : {},
      },
      axes: [
        { ...axis, font, size: 28 },
        { ...axis, font, size: 52 },
      ],
      series: [{ label: latest.current.x ?? "Step" }, ...curves.map(({ options }) => options)],
      hooks: {
        draw: [
          (drawn) => markPlace(drawn, latest.current.best, "--text-3", [4, 4]),
          (drawn) => markPlace(drawn, latest.current.at, "--text-1"),
        ],
        setCursor: [
          ({ cursor: { idx }, data }) => latest.current.onHover?.(idx == null ? undefined : data[0][idx]),
        ],
      },
    };
    const drawn = new uPlot(options, align(curves), element);
    plot.current = drawn;
    const pick = ({ offsetX }: MouseEvent) => latest.current.onPick?.(drawn.posToVal(offsetX, "x"));
    drawn.over.addEventListener("click", pick);
    const resize = new ResizeObserver(() =>
      drawn.setSize({ width: element.clientWidth, height: latest.current.height }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [shape, log]);

  useEffect(() => {
    plot.current?.setData(align(lines(latest.current)));
  }, [series]);
  useEffect(() => {
    plot.current?.redraw(false);
  }, [at, best]);

  return <div ref={box} className="size-full" />;
}
