import { Skeleton } from "../ui/skeleton";
import { useGridSize } from "./grid-size";

const ROWS = [
  [3, 2, 3, 4, 2, 3],
  [2, 3, 3, 2, 3, 4],
  [4, 2, 3, 3, 2, 3],
  [3, 3, 2, 4, 3, 2],
];

/** Where the pictures will be. */
export function GridSkeleton() {
  const height = useGridSize((size) => size.rowHeight);
  return (
    <div role="status" aria-label="The pictures are on their way" className="mt-11 grid gap-1">
      {ROWS.map((row, i) => (
        <div key={i} className="flex gap-1" style={{ height }}>
          {row.map((share, at) => (
            <div key={at} className="max-sm:nth-[n+4]:hidden" style={{ flexGrow: share }}>
              <Skeleton className="size-full rounded-print" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
