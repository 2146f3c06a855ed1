import { useQuery } from "@tanstack/react-query";
import { Search, Server } from "lucide-react";
import { useRef, useState } from "react";

import { useMay } from "@/api/login";
import { systemQuery } from "@/api/system";
import { workersQuery } from "@/api/workers";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { count } from "@/lib/format";
import { useTopics } from "@/live/hooks";

import { useDrain } from "../queries";
import { byMachine } from "../words";
import { WorkerRow } from "./WorkerRow";

/** What computes, machine by machine. */
export function Workers() {
  useTopics(["workers"]);
  const { data: workers, error, refetch } = useQuery(workersQuery);
  const { data: system } = useQuery(systemQuery);
  const admin = useMay("admin");
  const drain = useDrain();
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ id: "fleet find", keys: "/", label: "Find a worker", run: () => field.current?.focus() }]);
  if (error && !workers)
    return <ErrorBlock error={error} title="The workers did not arrive." onRetry={() => void refetch()} />;
  if (!workers) return <Skeleton className="h-48" />;
  if (workers.length === 0)
    return (
      <EmptyState icon={Server} title="No worker is here">
        {admin
          ? "What waits begins when one comes. Under Machines you let one join, under Pods you rent one."
          : "What waits begins when one comes."}
      </EmptyState>
    );
  const machines = byMachine(workers, typed);
  const working = workers.filter(({ job_id }) => job_id).length;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="grow text-text-2 tabular-nums">
          {count(workers.length, "worker")} on{" "}
          {count(new Set(workers.map(({ host }) => host)).size, "machine")}, {working} at work
        </p>
        <div className="relative w-64 max-sm:w-full">
          <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-3" />
          <Input
            ref={field}
            type="search"
            aria-label="Find a worker"
            placeholder="Name, machine, GPU, label"
            className="pl-8"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      </div>
      {machines.length === 0 && (
        <EmptyState
          title="No worker matches"
          action={<Button onClick={() => setTyped("")}>Show all</Button>}
        />
      )}
      {machines.map(([host, here]) => (
        <section key={host} aria-label={host}>
          <h2 className="flex items-baseline gap-2 pb-1 font-medium">
            {host}
            <span className="text-sm font-normal text-text-3">{count(here.length, "worker")}</span>
          </h2>
          <ul>
            {here.map((worker) => (
              <WorkerRow
                key={worker.id}
                worker={worker}
                studio={system?.version}
                busy={drain.isPending && drain.variables.worker === worker.name}
                {...(admin && { onDrain: (on) => drain.mutate({ worker: worker.name, on }) })}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
