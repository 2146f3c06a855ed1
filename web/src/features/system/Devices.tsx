import { Cpu } from "lucide-react";

import type { Worker } from "@/api/workers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useUnless } from "@/components/unless";
import { useMemoryActs } from "@/components/use-memory-acts";
import { useShortcuts } from "@/keys/hooks";
import { bytes } from "@/lib/format";

import { Device } from "./Device";
import { useLiveWorkers } from "./live-workers";
import { idleModels } from "./memory-shares";

/** Each device that a worker has: its memory now and in the last minutes, and what is loaded on it. */
export function Devices() {
  const { data: workers, error, refetch, dataUpdatedAt } = useLiveWorkers();
  if (error && !workers)
    return (
      <ErrorBlock
        error={error}
        title="The devices did not arrive."
        still="What runs goes on."
        onRetry={() => void refetch()}
      />
    );
  if (!workers) return <Skeleton className="h-80 lg:max-w-[50%]" />;
  if (workers.length === 0)
    return (
      <EmptyState icon={Cpu} title="No worker is here">
        A worker is the program that computes. <code className="font-mono text-sm">safelight serve</code>{" "}
        starts one for each GPU of this machine, or one for its processor; one that was stopped is started
        again by itself.
      </EmptyState>
    );
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        {workers.every(({ device }) => device === "cpu") && (
          <p className="max-w-[68ch] text-text-2">
            No GPU is here that Safelight can use: the processor does the work, slowly.
          </p>
        )}
        <FreeIdle workers={workers} />
      </div>
      <ul className="grid gap-4 lg:grid-cols-2">
        {workers.map((worker) => (
          <Device key={worker.id} worker={worker} at={dataUpdatedAt} />
        ))}
      </ul>
    </>
  );
}

/** Takes every model out of memory that nobody uses; the next picture loads it again. */
function FreeIdle({ workers }: { workers: readonly Worker[] }) {
  const { unload } = useMemoryActs();
  const unless = useUnless("admin");
  const idle = workers.flatMap((worker) =>
    idleModels(worker).map(({ name, size_bytes }) => ({ name, size_bytes, worker: worker.name })),
  );
  const size = idle.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const free = () => {
    if (idle.length === 0) say("Nothing idle is in memory.");
    for (const { name, worker } of idle) unload.mutate({ name, worker });
  };
  useShortcuts([
    { id: "system free", keys: "F", label: "Free the memory of idle models", run: free, unless },
  ]);
  if (idle.length === 0) return null;
  return (
    <Button className="ml-auto max-sm:w-full" keys="F" busy={unload.isPending} unless={unless} onClick={free}>
      Free {bytes(size, 1024)} of idle models
    </Button>
  );
}
