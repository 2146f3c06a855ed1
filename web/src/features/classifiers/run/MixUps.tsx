import { cn } from "@/lib/cn";
import { count, percent } from "@/lib/format";

import { mixUpWords, type Cell } from "./confusion";

interface Props {
  labels: readonly string[];
  cells: readonly Cell[];
  open: Pick<Cell, "truth" | "said"> | undefined;
  onOpen: (cell: Cell) => void;
}

const MOST = 100;

/** What is mixed up, the most first: the matrix as a list, for many classes and for little room. */
export function MixUps({ labels, cells, open, onOpen }: Props) {
  if (cells.length === 0) return <p className="text-text-2">Nothing is mixed up.</p>;
  return (
    <ol aria-label="What it mixes up, the most first" className="grid max-h-[28rem] overflow-y-auto">
      {cells.slice(0, MOST).map((cell) => {
        const isOpen = open?.truth === cell.truth && open.said === cell.said;
        return (
          <li key={`${cell.truth}-${cell.said}`} className="border-t border-line-1 first:border-t-0">
            <button
              type="button"
              aria-pressed={isOpen}
              onClick={() => onOpen(cell)}
              className={cn(
                "flex min-h-control w-full items-center gap-3 rounded-control px-2 py-1 text-left -outline-offset-2! hover:bg-bg-3",
                isOpen && "bg-bg-4",
              )}
            >
              <span className="min-w-0 grow">{mixUpWords(labels, cell)}</span>
              <span className="shrink-0 text-sm text-text-2 tabular-nums">
                {count(cell.pictures, "picture")} · {percent(cell.share)}
              </span>
            </button>
          </li>
        );
      })}
      {cells.length > MOST && (
        <li className="px-2 py-2 text-sm text-text-3">and {count(cells.length - MOST, "pair")} more</li>
      )}
    </ol>
  );
}
