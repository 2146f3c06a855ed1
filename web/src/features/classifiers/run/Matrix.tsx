import { useRef, useState } from "react";

import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { count, percent } from "@/lib/format";

import { cellAt, heat, mixUpWords, step, type Cell, type Confusion } from "./confusion";
import { heatColours } from "./heat-colours";

export type Unit = "counts" | "percent";
type Place = Pick<Cell, "truth" | "said">;

interface Props {
  labels: readonly string[];
  confusion: Confusion;
  /** Positions of the classes as they are shown. */
  order: readonly number[];
  unit: Unit;
  /** The cell whose pictures are open. */
  open: Place | undefined;
  onOpen: (place: Place) => void;
  /** What it is of, for those who do not see it. */
  name: string;
  small?: boolean;
}

const MOVES = [
  ["ArrowLeft", "The class before it was taken for"],
  ["ArrowRight", "The next class it was taken for"],
  ["ArrowUp", "The class above"],
  ["ArrowDown", "The class below"],
  ["Home", "The first of the row"],
  ["End", "The last of the row"],
] as const;

/** What was taken for what: rows are what it is, columns what was said. One stop of Tab; arrows walk, Enter opens. */
export function Matrix({ labels, confusion, order, unit, open, onOpen, name, small = false }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const first = order[0] ?? 0;
  const [at, setAt] = useState<Place>(open ?? { truth: first, said: first });
  useShortcuts(
    MOVES.map(([key, label]) => ({
      id: `matrix ${key}`,
      keys: key,
      label,
      run: () => {
        const next = step(order, at, key);
        if (!next) return;
        setAt(next);
        box.current?.querySelector<HTMLElement>(`[data-cell="${next.truth}-${next.said}"]`)?.focus();
      },
    })),
    { scope: "component", within: box },
  );
  return (
    <div ref={box} className="overflow-x-auto">
      <div
        role="grid"
        aria-label={`${name}: rows are what it is, columns what was said`}
        aria-rowcount={order.length + 1}
        aria-colcount={order.length + 1}
        className="grid w-max gap-px"
        style={{
          gridTemplateColumns: `minmax(3rem, 9rem) repeat(${order.length}, ${small ? "minmax(2.5rem, max-content)" : "minmax(3.25rem, max-content)"})`,
        }}
      >
        <div role="row" className="contents">
          <span role="columnheader" className="self-end pb-1 text-sm text-text-3">
            is · said
          </span>
          {order.map((said) => (
            <span
              key={said}
              role="columnheader"
              title={labels[said]}
              className="max-w-20 truncate self-end px-1 pb-1 text-center text-sm text-text-2"
            >
              {labels[said]}
            </span>
          ))}
        </div>
        {order.map((truth) => (
          <div key={truth} role="row" className="contents">
            <span
              role="rowheader"
              title={labels[truth]}
              className="truncate self-center pr-2 text-sm text-text-2"
            >
              {labels[truth]}
            </span>
            {order.map((said) => {
              const cell = cellAt(confusion, truth, said);
              const isOpen = open?.truth === truth && open.said === said;
              return (
                <div role="gridcell" key={said} aria-selected={isOpen}>
                  <button
                    type="button"
                    data-cell={`${truth}-${said}`}
                    tabIndex={at.truth === truth && at.said === said ? 0 : -1}
                    aria-label={`${mixUpWords(labels, cell)}: ${count(cell.pictures, "picture")}, ${percent(cell.share)}`}
                    onFocus={() => setAt({ truth, said })}
                    onClick={() => onOpen({ truth, said })}
                    style={heatColours(heat(cell))}
                    className={cn(
                      "block w-full rounded-[3px] text-center text-sm tabular-nums -outline-offset-2!",
                      small ? "h-7" : "h-9",
                      truth === said && "bg-bg-3 text-text-1",
                      isOpen && "edge-chosen",
                    )}
                  >
                    {cell.pictures === 0 ? (
                      <span className="opacity-60">·</span>
                    ) : unit === "counts" ? (
                      cell.pictures
                    ) : (
                      `${Math.round(cell.share * 100)}`
                    )}
                  </button>
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
