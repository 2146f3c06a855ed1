import { share, type LimitShown } from "@/api/limits";
import { cn } from "@/lib/cn";
import { clock } from "@/lib/format";

import { limitWords } from "./words";

const NEARLY = 0.9;

/** What is used of each limit, and when it begins anew. */
export function LimitRows({ limits }: { limits: readonly LimitShown[] }) {
  if (limits.length === 0) return <p className="text-text-2">No limits are set for you.</p>;
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {limits.map((limit) => {
        const { label, text, of } = limitWords(limit);
        const used = share(limit);
        return (
          <li key={`${limit.of} ${limit.name}`} className="grid gap-1 rounded-card bg-bg-1 p-3">
            <p className="flex justify-between gap-3">
              <span>
                {label} {of && <span className="text-text-3">({of})</span>}
              </span>
              <span className="font-medium tabular-nums">{text}</span>
            </p>
            <span aria-hidden className="h-1 overflow-hidden rounded-full bg-bg-4">
              <span
                className={cn(
                  "block h-full origin-left",
                  used >= 1 ? "bg-danger" : used > NEARLY ? "bg-warn" : "bg-text-2",
                )}
                style={{ transform: `scaleX(${used})` }}
              />
            </span>
            {limit.resets_at && used === 1 && (
              <p className="text-sm text-text-3">Begins anew at {clock(new Date(limit.resets_at))}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
