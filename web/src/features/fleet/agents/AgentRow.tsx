import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { count } from "@/lib/format";

import type { Agent } from "../queries";
import { labelWords } from "../words";

interface Props {
  agent: Agent;
  onRemove: () => void;
}

export function AgentRow({ agent, onRemove }: Props) {
  const { name, host, labels, version, pod_id, workers, joined_at } = agent;
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line-1 py-2">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          {host !== name && <span className="text-text-3">{host}</span>}
          {workers.length === 0 ? (
            <Badge tone="warn">no worker is alive</Badge>
          ) : (
            <Badge tone="ok">{count(workers.length, "worker")}</Badge>
          )}
          {pod_id && <Badge>rented</Badge>}
          {labelWords(labels).map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="text-sm text-text-3">
          version {version} · joined <TimeAgo at={joined_at} />
          {workers.length > 0 && ` · ${workers.join(", ")}`}
        </p>
      </div>
      <Button size="small" variant="danger" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
