import { useQuery } from "@tanstack/react-query";
import { Unplug } from "lucide-react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { memory } from "@/lib/format";

import { serversQuery, type Server } from "./queries";
import { queueWords } from "./words";

/** The ComfyUI servers, each as it answers now. */
export function Servers() {
  const { data: servers, error, refetch } = useQuery(serversQuery);
  return (
    <section aria-labelledby="servers">
      <h2 id="servers" className="pb-1 text-lg">
        Servers
      </h2>
      {error && !servers && (
        <ErrorBlock error={error} title="The servers did not arrive." onRetry={() => void refetch()} />
      )}
      {!servers && !error && <Skeleton className="h-16" />}
      {servers?.length === 0 && (
        <EmptyState icon={Unplug} title="No ComfyUI server is known">
          Put its address into <code className="font-mono text-sm">SAFELIGHT_COMFYUI_SERVERS</code> and start
          the studio again, or run{" "}
          <code className="font-mono text-sm break-words">safelight agent --comfyui ADDRESS</code> beside it.
        </EmptyState>
      )}
      <ul aria-label="ComfyUI servers">
        {servers?.map((server) => (
          <ServerRow key={server.address} server={server} />
        ))}
      </ul>
    </section>
  );
}

function ServerRow({ server }: { server: Server }) {
  const { address, up, problem, worker, version, device_name, memory_total, memory_free } = server;
  const facts = [
    version && `ComfyUI ${version}`,
    device_name,
    memory_total && memory_free != null && memory(memory_total - memory_free, memory_total),
    worker ? `worker ${worker}` : undefined,
  ].filter(Boolean);
  return (
    <li className="border-t border-line-1 py-2.5">
      <p className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-medium break-all">{address}</span>
        {up ? <Badge tone="ok">answers</Badge> : <Badge tone="danger">does not answer</Badge>}
        {!worker && <Badge tone="warn">no worker drives it</Badge>}
        {up && <span className="text-sm text-text-2">{queueWords(server)}</span>}
      </p>
      {facts.length > 0 && <p className="text-sm text-text-3 tabular-nums">{facts.join(" · ")}</p>}
      {problem && <p className="max-w-[68ch] text-sm text-danger">{problem}</p>}
    </li>
  );
}
