import type { Worker } from "@/api/workers";
import { cn } from "@/lib/cn";
import { bytes, memory } from "@/lib/format";

import { sharesOf, usedBytes, type Share } from "./memory-shares";

const LOOKS: Record<Share["look"], string> = {
  running: "bg-lamp",
  held: "bg-text-1",
  own: "bg-text-3",
  others: "bg-line-2 opacity-60",
};

/** The memory of a device by who has it, with words; a mark where this worker must stop. */
export function MemoryBar({ worker }: { worker: Worker }) {
  const { memory_total: total, device, device_name, facts } = worker;
  const used = usedBytes(worker);
  const shares = sharesOf(worker);
  const limit = facts?.memory_limit_bytes;
  return (
    <div>
      <div className="mb-1 flex justify-between gap-3 text-sm text-text-2 tabular-nums">
        <span>{device === "cpu" ? "Memory of the machine" : "Video memory"}</span>
        <span>{total > 0 ? memory(used, total) : "not known"}</span>
      </div>
      <div
        role="meter"
        aria-label={`Memory in use on ${device_name || device}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={total > 0 ? Math.round((used / total) * 100) : 0}
        aria-valuetext={total > 0 ? `${memory(used, total)} in use` : "not known"}
        className="relative flex h-3 gap-px overflow-hidden rounded-full bg-bg-4"
      >
        {shares.map(({ key, bytes: size, look }) => (
          <div key={key} className={LOOKS[look]} style={{ width: `${(size / Math.max(1, total)) * 100}%` }} />
        ))}
        {limit != null && limit < total && (
          <div
            aria-hidden
            className="absolute inset-y-0 w-0.5 bg-warn"
            style={{ left: `${(limit / total) * 100}%` }}
          />
        )}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-2 tabular-nums">
        {shares.map(({ key, words, bytes: size, look }) => (
          <li key={key} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className={cn("size-2 shrink-0 rounded-full", LOOKS[look])} />
            <span className="truncate">{words}</span> {bytes(size, 1024)}
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 shrink-0 rounded-full bg-bg-4" />
          free {bytes(worker.memory_free, 1024)}
        </li>
        {limit != null && <li>limit {bytes(limit, 1024)}</li>}
      </ul>
    </div>
  );
}
