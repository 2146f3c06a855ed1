import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";

import type { Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { cn } from "@/lib/cn";
import { duration, percent } from "@/lib/format";

import type { RunListed } from "./queries";
import { RunMenu } from "./RunMenu";
import { epochOf, isUnderWay, metricLabel, metricValue, modelWords, stateTone, stateWord } from "./words";

interface Props {
  run: RunListed;
  project: string;
  /** Its job, while it waits or runs: it moves more often than the list is fetched. */
  job: Job | undefined;
  chosen: boolean;
  /** Why it cannot be chosen as well. */
  full: boolean;
  onChoose: (chosen: boolean) => void;
  onDelete: () => void;
  onTag: () => void;
  onTry: () => void;
}

const COLUMNS =
  "grid-cols-[auto_minmax(0,1fr)_auto] md:grid-cols-[1.5rem_minmax(0,3fr)_minmax(0,2fr)_7rem_5rem_11rem_2.5rem]";

/** What the columns are; a row says each to those who do not see it. */
export function Columns() {
  return (
    <div aria-hidden className={cn("grid gap-x-3 pr-1 pl-3 text-sm text-text-3 max-md:hidden", COLUMNS)}>
      <span />
      <span>Run</span>
      <span>Model</span>
      <span className="text-right">Judged</span>
      <span className="text-right">Time</span>
      <span>State</span>
    </div>
  );
}

/** One run in a line, in two at 380 px; the whole row leads to its page. */
export function RunRow({ run, project, job, chosen, full, onChoose, ...acts }: Props) {
  const { number, name, model_flavour, monitor_metric, tags, test, val, seconds } = run;
  const judged = test ?? val;
  const best = judged?.[monitor_metric] ?? run.monitored;
  const under = isUnderWay(run);
  const progress = job?.progress ?? run.progress;
  const epoch = epochOf(progress);
  return (
    <li
      data-run={run.id}
      className={cn(
        "relative grid items-center gap-x-3 border-t border-line-1 py-2 pr-1 pl-3 first:border-t-0 focus-within:bg-bg-3 hover:bg-bg-3",
        COLUMNS,
      )}
    >
      <Radix.Root
        checked={chosen}
        disabled={full && !chosen}
        onCheckedChange={(next) => onChoose(next === true)}
        aria-label={`Choose run ${number}`}
        data-act="choose"
        tabIndex={-1}
        className="group relative z-10 flex size-6 shrink-0 items-center justify-center rounded-control max-sm:size-11 pointer-coarse:size-11"
      >
        <span className="flex size-5 items-center justify-center rounded-[4px] border border-line-2 bg-bg-2 group-disabled:border-line-1 group-data-[state=checked]:border-lamp group-data-[state=checked]:bg-lamp group-data-[state=checked]:text-on-lamp">
          <Radix.Indicator>
            <Check aria-hidden className="size-4" strokeWidth={2.5} />
          </Radix.Indicator>
        </span>
      </Radix.Root>
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-2">
          <span className="shrink-0 text-text-3 tabular-nums">{number}</span>
          <Link
            to="/classifiers/$project/runs/$runId"
            params={{ project, runId: String(number) }}
            className="truncate rounded-control font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          {tags.map((tag) => (
            <Badge key={tag} className="max-md:hidden">
              {tag}
            </Badge>
          ))}
        </div>
        <p className="truncate text-sm text-text-3 tabular-nums md:hidden">
          {[stateWord(run), modelWords(model_flavour), best != null && metricValue(monitor_metric, best)]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <span className="truncate text-text-2 max-md:hidden" title={model_flavour}>
        {modelWords(model_flavour)}
      </span>
      <span
        className="text-right tabular-nums max-md:hidden"
        title={`${metricLabel(monitor_metric)}, ${test ? "test part" : "validation part"}`}
      >
        {metricValue(monitor_metric, best)}
      </span>
      <span className="text-right text-sm text-text-2 tabular-nums max-md:hidden">
        {seconds != null ? duration(seconds) : under ? "" : "–"}
      </span>
      <div className="max-md:hidden">
        {under ? (
          <div className="grid gap-1">
            <span className="flex items-center gap-1.5 text-sm text-text-2 tabular-nums">
              <Lamp state={run.state === "running" ? "lit" : "off"} size={12} label={stateWord(run)} />
              {epoch > 0 && !run.stopping
                ? `Epoch ${epoch} of ${run.epochs} · ${percent(progress?.fraction ?? 0)}`
                : stateWord(run)}
            </span>
            <Progress value={progress?.fraction} label={`Run ${number}`} of={run.job_id ?? run.id} />
          </div>
        ) : (
          <span className="flex items-center gap-2 text-sm whitespace-nowrap text-text-3">
            <Badge tone={stateTone(run)}>{stateWord(run)}</Badge>
            {run.finished_at && <TimeAgo at={run.finished_at} />}
          </span>
        )}
      </div>
      <div className="relative z-10">
        <RunMenu run={run} project={project} {...acts} />
      </div>
    </li>
  );
}
