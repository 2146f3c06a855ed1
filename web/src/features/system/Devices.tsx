import { Link } from "@tanstack/react-router";
import { Cpu } from "lucide-react";

import type { Worker } from "@/api/workers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Lamp } from "@/components/Lamp";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, memory, percent } from "@/lib/format";

import { useHistory, useLiveWorkers, usedShare } from "./live-workers";

/** Each device that a worker has: its memory now and in the last minutes, and what is loaded on it. */
export function Devices() {
  const { data: workers, error, refetch, dataUpdatedAt } = useLiveWorkers();
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="The devices did not arrive."
        still="What runs goes on."
        onRetry={() => void refetch()}
      />
    );
  if (!workers) return <Skeleton className="h-40" />;
  if (workers.length === 0)
    return (
      <EmptyState icon={Cpu} title="No worker is here">
        A worker is the program that computes. <code className="font-mono text-sm">safelight serve</code>{" "}
        starts one for each GPU of this machine, or one for its processor; one that was stopped is started
        again by itself.
      </EmptyState>
    );
  return (
    <ul className="grid gap-4 lg:grid-cols-2">
      {workers.map((worker) => (
        <Device key={worker.id} worker={worker} at={dataUpdatedAt} />
      ))}
    </ul>
  );
}

function Device({ worker, at }: { worker: Worker; at: number }) {
  const history = useHistory(worker, at);
  const share = usedShare(worker);
  const onProcessor = worker.device === "cpu";
  return (
    <li className="grid content-start gap-3 rounded-card border border-line-1 bg-bg-2 p-4">
      <div className="flex items-baseline gap-3">
        <h2 className="min-w-0 truncate font-medium">{worker.device_name || worker.device}</h2>
        <span className="ml-auto flex shrink-0 items-center gap-2 text-sm text-text-2">
          <Lamp state={worker.job_id ? "lit" : "off"} size={12} /> {worker.job_id ? "working" : "idle"}
        </span>
      </div>
      <div>
        <div className="mb-1 flex justify-between text-sm text-text-2 tabular-nums">
          <span>{onProcessor ? "Memory of the machine" : "Video memory"}</span>
          <span>{memory(worker.memory_total - worker.memory_free, worker.memory_total)}</span>
        </div>
        <div
          role="meter"
          aria-label={`Memory in use on ${worker.device_name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
          className="h-2 overflow-hidden rounded-full bg-bg-4"
        >
          <div className="h-full origin-left bg-text-2" style={{ transform: `scaleX(${share})` }} />
        </div>
        <Line points={history} />
      </div>
      <dl className="grid grid-cols-[6rem_1fr] gap-y-1 text-sm">
        <dt className="text-text-3">Free</dt>
        <dd className="tabular-nums">
          {bytes(worker.memory_free, 1024)} · {percent(1 - share)}
        </dd>
        <dt className="text-text-3">Loaded</dt>
        <dd className="flex flex-wrap gap-1">
          {worker.loaded_models.length === 0
            ? "nothing"
            : worker.loaded_models.map((name) => <Badge key={name}>{name}</Badge>)}
        </dd>
        <dt className="text-text-3">Working on</dt>
        <dd className="min-w-0 truncate">
          {worker.job_id ? (
            <Link
              to="/queue/$jobId"
              params={{ jobId: worker.job_id }}
              className="underline underline-offset-4"
            >
              {worker.job_id}
            </Link>
          ) : (
            "nothing"
          )}
        </dd>
      </dl>
    </li>
  );
}

/** The last ten minutes as a thin line; it says nothing that the figure above does not. */
function Line({ points }: { points: readonly number[] }) {
  const width = Math.max(60, points.length - 1);
  const path = points.map((share, i) => `${width - points.length + 1 + i},${(1 - share) * 24}`).join(" ");
  return (
    <svg aria-hidden viewBox={`0 0 ${width} 24`} preserveAspectRatio="none" className="mt-2 h-6 w-full">
      <polyline points={path} className="fill-none stroke-text-3" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
