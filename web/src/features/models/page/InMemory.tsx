import { useQuery } from "@tanstack/react-query";
import { Pin } from "lucide-react";

import { workersQuery } from "@/api/workers";
import { Lamp } from "@/components/Lamp";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { useUnless } from "@/components/unless";
import { useLoads, useMemoryActs } from "@/components/use-memory-acts";
import { bytes, duration } from "@/lib/format";

import { loadWords } from "../words";
import { changeWords } from "./option-words";

/** Where a model is in memory now, or how far its loading is. */
export function InMemory({ name }: { name: string }) {
  const { data: workers = [] } = useQuery(workersQuery);
  const job = useLoads().get(name);
  const { load, stop, unload } = useMemoryActs();
  const unless = useUnless("admin");
  const holding = workers.flatMap((worker) =>
    (worker.facts?.models ?? []).filter((held) => held.name === name).map((held) => ({ worker, held })),
  );
  if (job)
    return (
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-3">
          <Lamp state="lit" size={12} />
          <span className="min-w-0 grow tabular-nums">{loadWords(job)}</span>
          <Button
            size="small"
            busy={stop.isPending || job.cancel_requested}
            unless={unless}
            onClick={() => stop.mutate(name)}
          >
            Stop
          </Button>
        </div>
        <Progress value={job.progress.fraction} label={`Loading ${name}`} of={job.id} />
      </div>
    );
  if (holding.length === 0)
    return (
      <p className="text-text-2">
        It is not in memory. The first picture loads it{unless ? "." : ", or you do it now."}
      </p>
    );
  return (
    <ul className="grid gap-3">
      {holding.map(({ worker, held }) => (
        <li key={worker.id} className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Lamp state={held.running ? "lit" : "off"} size={12} />
          <div className="min-w-0 grow">
            <span className="font-medium">{worker.name}</span>{" "}
            <span className="text-text-2 tabular-nums">
              {bytes(held.size_bytes, 1024)} ·{" "}
              {held.running ? "in use" : `idle ${duration(held.idle_seconds ?? 0)}`}
            </span>{" "}
            {held.pinned && <Badge>pinned</Badge>}
            <OptionsInForce options={held.options ?? {}} />
          </div>
          {!held.pinned && (
            <Button
              size="small"
              busy={load.isPending}
              unless={unless}
              onClick={() => load.mutate({ name, worker: worker.name, pin: true, options: held.options })}
            >
              <Pin aria-hidden /> Pin
            </Button>
          )}
          <Button
            size="small"
            busy={unload.isPending}
            aria-label={`Unload from ${worker.name}`}
            unless={unless}
            onClick={() => unload.mutate({ name, worker: worker.name })}
          >
            Unload
          </Button>
        </li>
      ))}
    </ul>
  );
}

function OptionsInForce({ options }: { options: Readonly<Record<string, unknown>> }) {
  const words = Object.entries(options).map(([name, value]) =>
    changeWords(`${name}=${value === true ? "on" : value === false ? "off" : String(value)}`),
  );
  if (words.length === 0) return null;
  return <span className="block text-sm text-text-3">{words.join(" · ")}</span>;
}
