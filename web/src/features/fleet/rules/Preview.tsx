import { useQuery } from "@tanstack/react-query";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Skeleton } from "@/components/ui/skeleton";
import { count, duration } from "@/lib/format";

import { previewQuery, type Rule } from "./queries";
import { previewWords } from "./words";

/** What a rule would do now, and why; looked at anew while it is open. */
export function Preview({ rule }: { rule: Rule }) {
  const { data, error, refetch } = useQuery(previewQuery(rule.id));
  if (error)
    return <ErrorBlock error={error} title="The preview did not arrive." onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-20" />;
  const { waiting, oldest_seconds, reasons, end } = data;
  return (
    <section aria-label={`What ${rule.name} would do`} className="grid gap-1 rounded-card bg-bg-1 p-3">
      <p className="font-medium">
        {previewWords(data)}
        {!rule.is_on && (
          <span className="font-normal text-text-2"> It is off: this is what would be if it were on.</span>
        )}
      </p>
      <p className="text-sm text-text-2">
        {waiting === 0
          ? "No job waits that its pods could do."
          : `${count(waiting, "job")} that its pods could do`}
        {waiting > 0 && oldest_seconds !== null && `, the oldest for ${duration(oldest_seconds)}.`}
      </p>
      <ul className="list-inside list-disc text-sm text-text-2">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {end.map(({ pod_id, why }) => (
          <li key={pod_id}>
            <code className="font-mono text-xs">{pod_id}</code>: {why}
          </li>
        ))}
      </ul>
    </section>
  );
}
