import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { LoadMore } from "@/components/LoadMore";
import { saveFetched } from "@/components/save-fetched";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";

import { AuditRow } from "./AuditRow";
import { auditQuery, type AuditWanted } from "./queries";

/** Who did what, newest first; nobody can change it. */
export default function AuditLog() {
  const [wanted, setWanted] = useState<AuditWanted>({});
  const asked = useDeferredValue(wanted);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    auditQuery(asked),
  );
  const entries = data?.pages.flatMap(({ items }) => items);
  const set = (name: keyof AuditWanted) => (value: string) => {
    const { [name]: _, ...rest } = wanted;
    setWanted(value === "" ? rest : { ...rest, [name]: value });
  };
  return (
    <div className="grid gap-4 pt-1">
      <div className="flex flex-wrap items-end gap-3">
        <Filter label="Who" value={wanted.who} onChange={set("who")} />
        <Filter
          label="What"
          placeholder="key, account.created …"
          value={wanted.action}
          onChange={set("action")}
        />
        <Filter label="From" type="date" value={wanted.from} onChange={set("from")} />
        <Filter label="Before" type="date" value={wanted.to} onChange={set("to")} />
        <Button
          className="ml-auto"
          onClick={() =>
            void saveFetched(
              `/api/v1/audit.csv?${new URLSearchParams({ ...wanted }).toString()}`,
              "audit.csv",
            )
          }
        >
          <Download aria-hidden />
          As CSV
        </Button>
      </div>
      {error && <ErrorBlock error={error} title="The log did not arrive." onRetry={() => void refetch()} />}
      {!entries && !error && <Skeleton className="h-64" />}
      {entries?.length === 0 && (
        <EmptyState title="Nothing was done">Nothing that fits, at least.</EmptyState>
      )}
      <ol aria-label="What was done, newest first">
        {entries?.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ol>
      {hasNextPage && <LoadMore busy={isFetchingNextPage} onMore={() => void fetchNextPage()} />}
    </div>
  );
}

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  type?: "search" | "date";
  placeholder?: string;
}

function Filter({ label, value = "", onChange, type = "search", placeholder }: FilterProps) {
  return (
    <Field label={label} className="w-44 max-sm:w-full">
      <Input
        type={type}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
