import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo, useState } from "react";

import { limitsQuery } from "@/api/limits";
import { useMay } from "@/api/login";
import { ErrorBlock } from "@/components/ErrorBlock";
import { saveFetched } from "@/components/save-fetched";
import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { serverNow } from "@/lib/server-clock";

import { ByPerson } from "./ByPerson";
import { Days } from "./Days";
import { LimitRows } from "./LimitRows";
import { usageQuery, type UsageBy } from "./queries";
import { lastDays } from "./words";

const DAYS = 30;

/** What one has used, against what one may; for admins, by person. */
export default function Usage() {
  const admin = useMay("admin");
  const [by, setBy] = useState<UsageBy>("day");
  const limits = useQuery(limitsQuery);
  const days = useMemo(() => lastDays(DAYS, serverNow()), []);
  const span = { from: days[0] ?? "", to: days.at(-1) ?? "" };
  const usage = useQuery(usageQuery(by, span));
  return (
    <div className="grid max-w-3xl gap-8 pt-1">
      <section className="grid gap-2" aria-label="Today">
        <h2 className="font-medium">Now</h2>
        {limits.error ? (
          <ErrorBlock error={limits.error} title="The limits did not arrive." />
        ) : limits.data ? (
          <LimitRows limits={limits.data} />
        ) : (
          <Skeleton className="h-24" />
        )}
      </section>
      <section className="grid gap-3" aria-label="The last 30 days">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="grow font-medium">The last {DAYS} days</h2>
          <RadioCards
            look="line"
            label="Show by"
            value={by}
            onChange={setBy}
            cards={[
              { value: "day", label: "Day" },
              { value: "key", label: "Key" },
              ...(admin ? [{ value: "account", label: "Person" } as const] : []),
            ]}
          />
          <Button
            onClick={() =>
              void saveFetched(
                `/api/v1/usage.csv?${new URLSearchParams({ ...span, by }).toString()}`,
                `usage by ${by}.csv`,
              )
            }
          >
            <Download aria-hidden />
            As CSV
          </Button>
        </div>
        {usage.error ? (
          <ErrorBlock
            error={usage.error}
            title="The figures did not arrive."
            onRetry={() => void usage.refetch()}
          />
        ) : !usage.data ? (
          <Skeleton className="h-48" />
        ) : by === "day" ? (
          <Days days={days} usage={usage.data} />
        ) : (
          <ByPerson usage={usage.data} by={by} />
        )}
      </section>
    </div>
  );
}
