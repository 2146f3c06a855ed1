import { useQuery } from "@tanstack/react-query";

import { systemQuery } from "@/api/system";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, Td, Th, Tr } from "@/components/ui/table";

import { useLiveWorkers } from "./live-workers";

/** The programs that compute: where they run, since when, and whether they are of the studio's version. */
export function Workers() {
  const { data: workers, error, refetch } = useLiveWorkers();
  const { data: system } = useQuery(systemQuery);
  if (error)
    return <ErrorBlock error={error} title="The workers did not arrive." onRetry={() => void refetch()} />;
  if (!workers) return <Skeleton className="h-32" />;
  if (workers.length === 0)
    return <EmptyState title="No worker is here">What waits begins when one comes.</EmptyState>;
  return (
    <Table>
      <thead>
        <tr>
          {["Worker", "Device", "State", "Version", "Since", "Heard of"].map((name) => (
            <Th key={name}>{name}</Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <Tr key={worker.id}>
            <Td>
              <span className="font-medium">{worker.name}</span>
              <span className="block text-text-3">{worker.host}</span>
            </Td>
            <Td>
              {worker.device_name}
              <span className="block text-text-3">{worker.device}</span>
            </Td>
            <Td>
              {worker.state === "draining" ? "ends after its job" : worker.job_id ? "working" : "ready"}
            </Td>
            <Td>
              {worker.version}
              {system && worker.version !== system.version && (
                <Badge tone="warn" className="ml-2">
                  the studio is {system.version}
                </Badge>
              )}
            </Td>
            <Td>
              <TimeAgo at={worker.started_at} />
            </Td>
            <Td>
              <TimeAgo at={worker.seen_at} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
