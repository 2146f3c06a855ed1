import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { TimeAgo } from "@/components/TimeAgo";
import { Skeleton } from "@/components/ui/skeleton";
import { bytes, count } from "@/lib/format";

import { Checked } from "./Checked";
import { storageQuery, type StorageShown } from "./queries";
import { AREAS, KINDS } from "./words";

/** Where files lie, what takes the room, whether it works, and how to move. */
export default function StorageSettings() {
  const { data, error, refetch } = useQuery(storageQuery);
  if (error)
    return <ErrorBlock error={error} title="The storage did not answer." onRetry={() => void refetch()} />;
  return (
    <div className="grid max-w-3xl gap-8 pt-1">
      {data ? <Facts storage={data} /> : <Skeleton className="h-48" />}
      <Checked />
      <section aria-labelledby="move" className="grid gap-2">
        <h2 id="move" className="text-lg">
          Moving
        </h2>
        <p className="max-w-[68ch] text-text-2">
          The studio’s machine copies everything to another storage with the command below, and verifies it.
          It may be stopped and goes on where it was; nothing is deleted here. At the end it says which
          setting to change.
        </p>
        <pre
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by keys as well
          tabIndex={0}
          aria-label="The command that moves"
          className="overflow-x-auto rounded-control bg-bg-2 px-3 py-2 font-mono text-sm"
        >
          safelight storage move s3://bucket/folder
        </pre>
      </section>
    </div>
  );
}

function Facts({ storage }: { storage: StorageShown }) {
  const { kind, url, endpoint, links_to, direct_uploads, areas, quota_bytes, measured_at } = storage;
  const most = Math.max(1, ...areas.map((area) => area.bytes));
  return (
    <section aria-labelledby="storage" className="grid gap-4">
      <h2 id="storage" className="text-lg">
        {KINDS[kind]}
      </h2>
      <dl className="grid grid-cols-[9rem_1fr] gap-y-2">
        <Fact name="Address">
          <code className="font-mono text-sm break-all">{url}</code>
        </Fact>
        {endpoint && (
          <Fact name="Server">
            <code className="font-mono text-sm break-all">{endpoint}</code>
          </Fact>
        )}
        {links_to && <Fact name="Links lead to">{links_to}</Fact>}
        <Fact name="Large uploads">
          {direct_uploads ? "go straight from the browser to it" : "go through the studio"}
        </Fact>
        <Fact name="In use">
          {storage.bytes === null ? "being counted for the first time" : bytes(storage.bytes)}
          {quota_bytes !== null && ` of ${bytes(quota_bytes)}`}
          {storage.files !== null && ` in ${count(storage.files, "file")}`}
          {measured_at !== null && (
            <span className="text-text-3">
              {" "}
              · counted <TimeAgo at={measured_at} />
            </span>
          )}
        </Fact>
      </dl>
      {storage.files === 0 && <p className="text-text-2">Nothing is kept yet.</p>}
      <ul aria-label="What takes the room" className="grid gap-2">
        {areas.map(({ name, files, bytes: size }) => (
          <li key={name} className="grid gap-1">
            <p className="flex justify-between gap-3">
              <span>
                {AREAS[name]} <span className="text-sm text-text-3">{count(files, "file")}</span>
              </span>
              <span className="tabular-nums">{bytes(size)}</span>
            </p>
            <span aria-hidden className="h-1 overflow-hidden rounded-full bg-bg-4">
              <span
                className="block h-full origin-left bg-text-2"
                style={{ transform: `scaleX(${size / most})` }}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
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
