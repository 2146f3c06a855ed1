import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { Checkbox } from "@/components/ui/toggles";

import { anHour } from "../money";
import { byPrice, price, unless, type PlanDraft } from "./plan";
import { gpusQuery } from "./queries";

const STOCK = { none: "none free", low: "few free", medium: "some free", high: "many free" } as const;

interface Props {
  draft: PlanDraft;
  onChange: (gpus: readonly string[]) => void;
}

/** The GPU types that can be rented now and what they cost; the next chosen one is taken where none is free. */
export function GpuChoice({ draft, onChange }: Props) {
  const {
    data: gpus,
    error,
    refetch,
  } = useQuery({
    ...gpusQuery(draft.cloud, draft.gpu_count ?? 1),
    placeholderData: keepPreviousData,
  });
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="The prices did not arrive."
        still="Nothing is rented."
        onRetry={() => void refetch()}
      />
    );
  if (!gpus) return <Skeleton className="h-48" />;
  const known = new Set(gpus.map(({ id }) => id));
  const gone = draft.gpus.filter((id) => !known.has(id));
  const turn = (id: string, on: boolean) =>
    onChange(on ? [...draft.gpus, id] : draft.gpus.filter((each) => each !== id));
  return (
    <fieldset>
      <legend className="mb-1 font-medium">GPU types, the first choice first</legend>
      <ul className="max-h-72 overflow-y-auto rounded-control border border-line-1 px-3">
        {gone.map((id) => (
          <li key={id} className="border-t border-line-1 first:border-t-0">
            <Checkbox checked label={id} help="Not offered now" onChange={() => turn(id, false)} />
          </li>
        ))}
        {byPrice(gpus, draft).map((gpu) => {
          const chosen = draft.gpus.indexOf(gpu.id);
          const why = unless(gpu, draft);
          const costs = price(gpu, draft);
          return (
            <li
              key={gpu.id}
              className="flex items-center gap-3 border-t border-line-1 py-0.5 first:border-t-0"
            >
              <Checkbox
                className="min-w-0 grow"
                checked={chosen >= 0}
                disabled={why !== undefined && chosen < 0}
                onChange={(on) => turn(gpu.id, on)}
                label={gpu.name}
                help={[`${gpu.memory_gb} GB`, gpu.stock && STOCK[gpu.stock], why].filter(Boolean).join(" · ")}
              />
              {chosen >= 0 && draft.gpus.length > 1 && <Badge tone="lamp">choice {chosen + 1}</Badge>}
              <span className="shrink-0 text-sm tabular-nums">{costs === null ? "–" : anHour(costs)}</span>
            </li>
          );
        })}
      </ul>
      {gpus.length === 0 && <p className="text-text-2">The provider offers none now.</p>}
    </fieldset>
  );
}
