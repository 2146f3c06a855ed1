import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { RadioCards } from "@/components/ui/radio-cards";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs } from "@/components/ui/tabs";

import { evaluationQuery, type Prediction, type Run, type Split } from "../runs/queries";
import { metricLabel, METRICS, metricValue, partWords, PARTS } from "../runs/words";
import { Confusions } from "./Confusions";
import { Fixes } from "./Fixes";
import { PerClass } from "./PerClass";
import { Pictures } from "./Pictures";

const route = getRouteApi("/classifiers/$project/runs/$runId");
const SHOWN = [
  "accuracy",
  "top_k",
  "macro_f1",
  "macro_precision",
  "macro_recall",
  "auroc",
  "ece",
  "loss",
] as const;

/** What the best weights are worth: figures with the part they are of, what is mixed up, the most wrong. */
export function Result({ run, project }: { run: Run; project: string }) {
  const { split = run.test ? "test" : "val" } = route.useSearch();
  const navigate = route.useNavigate();
  const [view, setView] = useState<"mixed" | "classes" | "wrong">("mixed");
  const [fixes, setFixes] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { data, isError, error, refetch } = useQuery(evaluationQuery(run.id, split));
  const metrics = split === "test" ? run.test : run.val;
  const fixed = (picture: Prediction, label: string) =>
    setFixes((before) =>
      new Map(before).set(`${picture.split} ${picture.position}`, label !== picture.label),
    );
  const count = [...fixes.values()].filter(Boolean).length;
  const parts = (["val", "test"] as const).filter((part) => (part === "val" ? run.val : run.test) !== null);
  const wrong = { split, correct: false, sort: "loss" } as const;
  return (
    <section aria-label="Result" className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="text-lg">Result</h2>
        <span className="text-text-2">{metrics && partWords(split, metrics.count)}</span>
        {parts.length > 1 && (
          <RadioCards<Split>
            look="line"
            label="Part"
            value={split}
            onChange={(next) => void navigate({ search: { split: next }, replace: true, resetScroll: false })}
            cards={parts.map((value) => ({ value, label: PARTS[value] }))}
          />
        )}
      </div>
      {metrics && (
        <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-8">
          {SHOWN.map((name) => (
            <div key={name} title={METRICS[name]?.help} className="rounded-card bg-bg-2 px-3 py-2">
              <dt className="truncate text-sm text-text-3">
                {name === "top_k" ? `Top ${run.settings.top_k ?? 5}` : metricLabel(name)}
              </dt>
              <dd className={`text-lg tabular-nums ${name === run.monitor_metric ? "font-semibold" : ""}`}>
                {metricValue(name, metrics[name])}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {isError && (
        <ErrorBlock error={error} title="The result did not arrive." onRetry={() => void refetch()} />
      )}
      {!data && !isError && <Skeleton className="h-80" />}
      {count > 0 && <Fixes run={run} project={project} count={count} />}
      {data && (
        <Tabs
          label="Result"
          value={view}
          onChange={setView}
          tabs={[
            {
              value: "mixed",
              label: "What it mixes up",
              content: <Confusions key={split} run={run} evaluation={data} split={split} onFixed={fixed} />,
            },
            { value: "classes", label: "Each class", content: <PerClass classes={data.per_class} /> },
            {
              value: "wrong",
              label: "Most wrong",
              content: <Pictures run={run} filter={wrong} name="The most wrong first" onFixed={fixed} />,
            },
          ]}
        />
      )}
    </section>
  );
}
