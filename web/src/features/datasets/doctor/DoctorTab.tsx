import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Check, Stethoscope } from "lucide-react";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { count, number } from "@/lib/format";

import { useDatasetActs, usePicturesChange } from "../changes";
import { doctorQuery, type Dataset } from "../queries";
import { Group } from "./Group";
import { ReviewLane } from "./ReviewLane";
import { toReview, verdict } from "./words";

const route = getRouteApi("/datasets/$datasetId");

/** What may hurt a training, each with something to do about it. Nothing is done by itself. */
export function DoctorTab({ dataset }: { dataset: Dataset }) {
  const { id, source } = dataset;
  const navigate = route.useNavigate();
  const { data: report, error, refetch } = useQuery(doctorQuery(id));
  const { examine } = useDatasetActs(id);
  const change = usePicturesChange(id);
  const { unless } = useSharing(dataset.project_id ? { id: dataset.project_id } : null);
  const [reviewing, setReviewing] = useState(false);
  const lane = report ? toReview(report.groups) : [];
  useShortcuts([
    {
      id: "doctor review",
      keys: "R",
      label: "Review one by one",
      enabled: lane.length > 0,
      unless,
      run: () => setReviewing(true),
    },
  ]);
  if (error && !report)
    return <ErrorBlock error={error} title="The doctor did not answer." onRetry={() => void refetch()} />;
  if (!report) return <Skeleton className="h-64" />;
  const { groups, kept, unreadable, pending, not_looked_for: not } = report;
  return (
    <section aria-label="Doctor" className="grid max-w-5xl gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <Stethoscope aria-hidden className="size-5 shrink-0 text-text-3" strokeWidth={1.75} />
        <p role="status" className="min-w-0 grow">
          {verdict(report)}
        </p>
        {source === "pictures" && (
          <Button
            busy={examine.isPending}
            disabled={pending || report.pictures === 0}
            unless={unless}
            onClick={() => examine.mutate()}
          >
            {pending ? "Examining…" : "Examine again"}
          </Button>
        )}
        {lane.length > 0 && (
          <Button variant="primary" keys="R" unless={unless} onClick={() => setReviewing(true)}>
            Review {number(lane.length)}
          </Button>
        )}
      </div>
      {groups.length === 0 && !pending && report.pictures > 0 && (
        <p className="flex gap-2 text-text-2">
          <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          Nothing stands out. Whether each picture is in the right class, only you can see.
        </p>
      )}
      {unreadable > 0 && (
        <p className="text-text-2">
          {count(unreadable, "file")} could not be read; the last import says which and why.
        </p>
      )}
      {groups.map((group) => (
        <Group
          key={group.kind}
          group={group}
          busy={change.isPending}
          unless={unless}
          onAnswer={(answer) => change.mutate(answer)}
          onShowAll={(finding) => void navigate({ search: { finding } })}
        />
      ))}
      {kept.length > 0 && (
        <details>
          <summary className="cursor-pointer text-text-2">Kept as it is</summary>
          <div className="mt-3 grid gap-4">
            {kept.map((group) => (
              <Group
                key={group.kind}
                group={group}
                busy={change.isPending}
                unless={unless}
                onAnswer={(answer) => change.mutate(answer)}
              />
            ))}
          </div>
        </details>
      )}
      {not.length > 0 && (
        <details className="text-sm text-text-3">
          <summary className="cursor-pointer">Not looked for</summary>
          <ul className="mt-1 list-inside list-disc">
            {not.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </details>
      )}
      {reviewing && (
        <ReviewLane
          findings={lane}
          onAnswer={(answer) => change.mutate(answer)}
          onClose={() => setReviewing(false)}
        />
      )}
    </section>
  );
}
