import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { systemQuery } from "@/api/system";
import { ErrorBlock } from "@/components/ErrorBlock";
import { TimeAgo } from "@/components/TimeAgo";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, number } from "@/lib/format";

const DATABASES = { sqlite: "SQLite, a file of this machine", postgresql: "PostgreSQL" } as const;
const STORAGES = {
  folder: "A folder of this machine",
  s3: "S3",
  supabase: "Supabase",
  google: "Google Cloud Storage",
  azure: "Azure Blob Storage",
} as const;

/** How full everything is, and what the studio stands on. */
export function StorageTab() {
  const { data, error, refetch } = useQuery({ ...systemQuery, refetchInterval: 10_000 });
  if (error)
    return <ErrorBlock error={error} title="The figures did not arrive." onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-48" />;
  const used = data.disk.total - data.disk.free;
  return (
    <div className="grid max-w-2xl gap-6">
      <div>
        <div className="mb-1 flex justify-between">
          <span>Disk</span>
          <span className="text-text-2 tabular-nums">
            {bytes(data.disk.free)} free of {bytes(data.disk.total)}
          </span>
        </div>
        <div
          role="meter"
          aria-label="Disk in use"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round((used / data.disk.total) * 100)}
          className="h-2 overflow-hidden rounded-full bg-bg-4"
        >
          <div
            className="h-full origin-left bg-text-2"
            style={{ transform: `scaleX(${used / data.disk.total})` }}
          />
        </div>
      </div>
      <dl className="grid grid-cols-[9rem_1fr] gap-y-2">
        <Fact name="Files">
          {bytes(data.storage_bytes)}
          {data.storage_quota_bytes !== null && ` of ${bytes(data.storage_quota_bytes)}`} ·{" "}
          {STORAGES[data.storage]}
        </Fact>
        <Fact name="Database">
          {data.database_bytes !== null && `${bytes(data.database_bytes)} · `}
          {DATABASES[data.database]}
        </Fact>
        <Fact name="Data folder">
          <code className="font-mono text-sm break-all">{data.data_dir}</code>
        </Fact>
        <Fact name="Version">
          Safelight {data.version}, Python {data.python}
        </Fact>
        <Fact name="Machine">{data.platform}</Fact>
        <Fact name="Running since">
          <TimeAgo at={data.started_at} />
        </Fact>
        <Fact name="Events so far">{number(data.event_seq)}</Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="min-w-0 tabular-nums">{children}</dd>
    </>
  );
}
