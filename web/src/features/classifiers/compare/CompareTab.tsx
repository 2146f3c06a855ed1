import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { GitCompareArrows } from "lucide-react";

import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { useTopics } from "@/live/hooks";

import type { Split } from "../runs/queries";
import { PARTS } from "../runs/words";
import { Chosen } from "./Chosen";
import { runNumbers } from "./compared";
import { Matrices } from "./Matrices";
import { Overlaid } from "./Overlaid";
import { PerClassSides } from "./PerClassSides";
import { comparisonQuery } from "./queries";
import { Sides } from "./Sides";

const route = getRouteApi("/classifiers/$project/compare");

/** Up to eight runs side by side: what was told them, what came out, and how they went. */
export function CompareTab() {
  useTopics(["classifiers", "jobs"]);
  const { project } = route.useParams();
  const { runs: text, split = "val", same = false } = route.useSearch();
  const navigate = route.useNavigate();
  const numbers = runNumbers(text);
  const { data, isError, error, refetch, isPlaceholderData } = useQuery({
    ...comparisonQuery(numbers, split),
    enabled: numbers.length > 1,
  });
  const choose = (next: readonly string[]) =>
    void navigate({
      search: (all) => ({ ...all, runs: next.length > 0 ? next.join(",") : undefined }),
      replace: true,
      resetScroll: false,
    });
  const shown = numbers.length > 1 ? data : undefined;
  return (
    <section aria-label="Compare" className="grid gap-6">
      <div className="flex flex-wrap items-center gap-3">
        <Chosen project={project} numbers={numbers} runs={shown?.runs ?? []} onChange={choose} />
        <RadioCards<Split>
          look="line"
          label="Part"
          className="ml-auto max-sm:ml-0"
          value={split}
          onChange={(next) =>
            void navigate({ search: (all) => ({ ...all, split: next }), replace: true, resetScroll: false })
          }
          cards={(["val", "test"] as const).map((value) => ({ value, label: PARTS[value] }))}
        />
      </div>
      {numbers.length < 2 && (
        <EmptyState icon={GitCompareArrows} title="Choose two runs or more.">
          What was told them, their figures, curves and mistakes are shown side by side.
        </EmptyState>
      )}
      {isError && !shown && (
        <ErrorBlock error={error} title="The comparison did not arrive." onRetry={() => void refetch()} />
      )}
      {numbers.length > 1 && !shown && !isError && <Skeleton className="h-80" />}
      {shown && (
        <div className={isPlaceholderData ? "grid min-w-0 gap-6 opacity-60" : "grid min-w-0 gap-6"}>
          <Sides
            comparison={shown}
            project={project}
            same={same}
            onSame={(next) =>
              void navigate({
                search: (all) => ({ ...all, same: next || undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          />
          <Overlaid comparison={shown} />
          <PerClassSides comparison={shown} />
          <Matrices comparison={shown} project={project} />
        </div>
      )}
    </section>
  );
}
