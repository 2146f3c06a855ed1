import { useRef } from "react";

import { Picture } from "@/components/Picture";
import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { number } from "@/lib/format";

import type { Grid } from "../versions";
import { cellAt, moved, type Across, type Spot } from "./grid";

interface Props {
  grid: Grid;
  across: Across;
  spot: Spot;
  onSpot: (spot: Spot) => void;
  onOpen: () => void;
  onUse: (step: number) => void;
  /** The step that the version draws with. */
  inUse: number | undefined;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

const idOf = ({ step, prompt, strength }: Spot) => `${step}-${prompt}-${strength}`;

/** Rows are steps; columns are prompts or strengths, and the other of the two stays where it is. */
export function GridTable({ grid, across, spot, onSpot, onOpen, onUse, inUse, unless }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const columns = across === "prompt" ? grid.prompts : grid.strengths;
  const go = (axis: keyof Spot, by: number) => {
    const next = moved(grid, spot, axis, by);
    onSpot(next);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-cell="${idOf(next)}"]`)?.focus(),
    );
  };
  const other = across === "prompt" ? "strength" : "prompt";
  useShortcuts(
    [
      { id: "grid left", keys: "ArrowLeft", label: "The column before", run: () => go(across, -1) },
      { id: "grid right", keys: "ArrowRight", label: "The next column", run: () => go(across, 1) },
      { id: "grid up", keys: "ArrowUp", label: "An earlier step", run: () => go("step", -1) },
      { id: "grid down", keys: "ArrowDown", label: "A later step", run: () => go("step", 1) },
      { id: "grid before", keys: "PageUp", label: `The ${other} before`, run: () => go(other, -1) },
      { id: "grid after", keys: "PageDown", label: `The next ${other}`, run: () => go(other, 1) },
      {
        id: "grid use",
        keys: "U",
        label: "Use this step",
        unless,
        run: () => onUse(grid.steps[spot.step] ?? 0),
      },
    ],
    { scope: "component", within: box },
  );
  return (
    <div className="overflow-x-auto p-1">
      <div
        ref={box}
        role="grid"
        aria-label={`Pictures: rows are steps, columns are ${across}s`}
        aria-rowcount={grid.steps.length + 1}
        aria-colcount={columns.length + 1}
        className="grid items-center gap-1"
        style={{ gridTemplateColumns: `4.5rem repeat(${columns.length}, minmax(8rem, 16rem))` }}
      >
        <div role="row" className="contents">
          <span role="columnheader" className="text-sm text-text-3">
            Step
          </span>
          {columns.map((column) => (
            <span
              key={column}
              role="columnheader"
              title={String(column)}
              className="line-clamp-2 self-end pb-1 text-sm text-text-2"
            >
              {column}
            </span>
          ))}
        </div>
        {grid.steps.map((step, row) => (
          <div key={step} role="row" aria-rowindex={row + 2} className="contents">
            <span role="rowheader" className="text-sm text-text-2 tabular-nums">
              {number(step)}
              {step === inUse && <span className="block text-lamp-text">in use</span>}
            </span>
            {columns.map((column, i) => (
              <Cell
                key={column}
                grid={grid}
                spot={{ ...spot, step: row, [across]: i }}
                chosen={spot.step === row && spot[across] === i}
                onSpot={onSpot}
                onOpen={onOpen}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  grid: Grid;
  spot: Spot;
  chosen: boolean;
  onSpot: (spot: Spot) => void;
  onOpen: () => void;
}

function Cell({ grid, spot, chosen, onSpot, onOpen }: CellProps) {
  const cell = cellAt(grid, spot);
  const { width, height } = grid;
  const words = `${grid.prompts[spot.prompt] ?? ""}, step ${number(grid.steps[spot.step] ?? 0)}, strength ${grid.strengths[spot.strength] ?? 1}`;
  const drawn = cell?.thumbnail_url ?? null;
  return (
    <div role="gridcell" aria-selected={chosen} className="min-w-0">
      <button
        type="button"
        data-cell={idOf(spot)}
        tabIndex={chosen ? 0 : -1}
        aria-label={drawn ? undefined : `${words}, not drawn yet`}
        onFocus={() => onSpot(spot)}
        onClick={() => {
          onSpot(spot);
          if (drawn) onOpen();
        }}
        className={cn("relative block w-full rounded-print ring-picture", !drawn && "cursor-default")}
      >
        {drawn ? (
          <Picture picture={{ src: drawn, width, height, thumbhash: cell?.thumbhash ?? null }} alt={words} />
        ) : (
          <span
            className="flex items-center justify-center rounded-print bg-bg-2 text-sm text-text-3"
            style={{ aspectRatio: `${width} / ${height}` }}
          >
            waiting
          </span>
        )}
        {chosen && (
          <span aria-hidden className="pointer-events-none absolute inset-0 rounded-print edge-chosen" />
        )}
      </button>
    </div>
  );
}
