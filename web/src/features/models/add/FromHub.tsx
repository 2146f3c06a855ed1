import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api, idempotent } from "@/api/client";
import { jobKeys } from "@/api/jobs";
import { Problem } from "@/api/problem";
import { settingsQuery } from "@/api/system";
import { ErrorBlock } from "@/components/ErrorBlock";
import { sayFailed } from "@/components/toast";
import { Skeleton } from "@/components/ui/skeleton";

import { useHiddenDownloads } from "../downloads/hidden";
import { downloadsQuery, type DownloadAsked } from "../queries";
import { PlanCard } from "./PlanCard";
import { TokenForm } from "./Tokens";

interface Props {
  source: string;
  onStarted: () => void;
}

/** Where models come from when the studio names no hub of its own. */
const HUB_HOST = "huggingface.co";

/** What a hub says of models that only some may see. */
const CLOSED: ReadonlySet<string> = new Set(["gated", "access_needed", "not_on_hub"]);

/** A model on a hub: what would come, then the download. */
export function FromHub({ source, onStarted }: Props) {
  const [more, setMore] = useState<Omit<DownloadAsked, "source">>({});
  const [headers] = useState(() => idempotent());
  const client = useQueryClient();
  const { data: settings } = useQuery(settingsQuery);
  const set = settings?.find(({ name }) => name === "hub_url")?.value;
  const hub = typeof set === "string" ? set.replace(/\/$/, "") : `https://${HUB_HOST}`;
  const asked: DownloadAsked = { source, ...more };
  const plan = useQuery({
    queryKey: ["download plan", asked],
    queryFn: ({ signal }) => answer(api.POST("/api/v1/downloads/plan", { body: asked, signal })),
    placeholderData: (before) => before,
    retry: false,
    staleTime: 0,
  });
  const start = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/downloads", { body: asked, headers })),
    onSuccess: async ({ job_id }) => {
      useHiddenDownloads.getState().show(job_id);
      await Promise.all([
        client.invalidateQueries({ queryKey: downloadsQuery.queryKey }),
        client.invalidateQueries({ queryKey: jobKeys.all }),
      ]);
      onStarted();
    },
    onError: (error) => sayFailed("The download was not started.", error),
  });
  const again = () => void plan.refetch();
  if (plan.error) {
    const problem = Problem.from(plan.error);
    return (
      <div className="grid gap-3">
        {problem.code === "gated" ? (
          <p role="alert" className="rounded-control bg-warn-tint px-3 py-2 text-warn">
            Its owner asks you to accept terms before anything is fetched.
          </p>
        ) : (
          <ErrorBlock error={problem} title="It could not be looked at." onRetry={again} />
        )}
        {CLOSED.has(problem.code) && (
          <TokenForm hub={hubOf(source, hub)} page={pageOf(source, hub)} onKept={again} />
        )}
      </div>
    );
  }
  if (!plan.data)
    return (
      <div role="status" aria-label="Asking the hub">
        <Skeleton className="h-72" />
      </div>
    );
  return (
    <PlanCard
      plan={plan.data}
      stale={plan.isPlaceholderData}
      starting={start.isPending}
      onChange={(change) => setMore((before) => ({ ...before, ...change }))}
      onStart={() => start.mutate()}
      onAgain={again}
    />
  );
}

const isAddress = (source: string) => URL.canParse(source) && /^https?:/i.test(source);
const hubOf = (source: string, hub: string) => (isAddress(source) ? new URL(source).origin : hub);
const pageOf = (source: string, hub: string) => (isAddress(source) ? source : `${hub}/${source}`);
