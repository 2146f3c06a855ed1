import { Link } from "@tanstack/react-router";

import type { Worker } from "@/api/workers";
import { Lamp } from "@/components/Lamp";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useUnless } from "@/components/unless";
import { useMemoryActs } from "@/components/use-memory-acts";
import { bytes, count, duration } from "@/lib/format";

/** The models in a worker's memory, and taking them out. */
export function HeldModels({ worker }: { worker: Worker }) {
  const unless = useUnless("admin");
  const { unload } = useMemoryActs();
  const models = worker.facts?.models ?? [];
  if (models.length === 0) return <p className="text-sm text-text-3">No model is loaded.</p>;
  return (
    <ul aria-label={`Models on ${worker.name}`} className="grid gap-1">
      {models.map(({ name, size_bytes, running, pinned, loras = 0, idle_seconds = 0 }) => (
        <li key={name} className="flex items-center gap-3">
          <Lamp state={running ? "lit" : "off"} size={12} />
          <div className="min-w-0 grow">
            <span className="flex min-w-0 items-center gap-2">
              <Link
                to="/models/$name"
                params={{ name }}
                className="truncate rounded-control font-medium hover:underline"
              >
                {name}
              </Link>
              {pinned && <Badge>pinned</Badge>}
            </span>
            <span className="block text-sm text-text-3 tabular-nums">
              {bytes(size_bytes, 1024)} · {running ? "in use" : `idle ${duration(idle_seconds)}`}
              {loras > 0 && ` · with ${count(loras, "LoRA")}`}
            </span>
          </div>
          <Button
            size="small"
            aria-label={`Unload ${name} from ${worker.name}`}
            busy={unload.isPending && unload.variables.name === name}
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
