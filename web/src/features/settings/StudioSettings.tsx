import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";

import { settingsQuery, type Setting } from "@/api/system";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Badge } from "@/components/ui/badge";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";

const SOURCES = { default: "default", environment: "environment", file: ".env file" } as const;

/** The server's own settings: they are read here and changed where they come from. */
export function StudioSettings() {
  const { data, error, refetch } = useQuery(settingsQuery);
  const [typed, setTyped] = useState("");
  if (error)
    return <ErrorBlock error={error} title="The settings did not arrive." onRetry={() => void refetch()} />;
  const wanted = typed.trim().toLowerCase();
  const shown = data?.filter(({ env, description }) =>
    `${env} ${description}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="pt-1">
      <p className="mb-3 max-w-[68ch] text-text-2">
        Set these in the environment or in the <code className="font-mono text-sm">.env</code> file of the
        folder where the studio starts; they hold from its next start on.
      </p>
      <div className="relative mb-2 max-w-sm">
        <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-3" />
        <Input
          type="search"
          aria-label="Find a setting"
          placeholder="Find a setting"
          className="pl-8"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {!shown && <Skeleton className="h-64" />}
      {shown?.length === 0 && <EmptyState title="No setting matches.">Try another word.</EmptyState>}
      <dl>
        {shown?.map((setting) => (
          <Row key={setting.name} setting={setting} />
        ))}
      </dl>
    </div>
  );
}

function Row({ setting: { env, description, value, source } }: { setting: Setting }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 border-t border-line-1 py-2.5 sm:grid-cols-[1fr_minmax(12rem,24rem)]">
      <dt>
        <code className="font-mono text-sm">{env}</code>
        <span className="block max-w-[68ch] text-sm text-text-3">{description}</span>
      </dt>
      <dd className="flex items-start justify-between gap-3 sm:text-right">
        <span className="min-w-0 grow font-mono text-sm break-words">
          {value === null ? (
            <span className="text-text-3">not set</span>
          ) : (
            JSON.stringify(value).replace(/^"|"$/g, "")
          )}
        </span>
        {source !== "default" && <Badge>{SOURCES[source]}</Badge>}
      </dd>
    </div>
  );
}
