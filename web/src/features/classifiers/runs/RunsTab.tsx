import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ChartLine } from "lucide-react";
import { useRef, useState } from "react";

import { activeJobs } from "@/api/jobs";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useTopics } from "@/live/hooks";

import { useRunActs } from "./acts";
import { DeleteRuns } from "./DeleteRuns";
import { runsQuery, type RunFilter } from "./queries";
import { RunFilters } from "./RunFilters";
import { Columns, RunRow } from "./RunRow";
import { TagsDialog } from "./TagsDialog";
import { useRunKeys } from "./use-run-keys";
import { isUnderWay } from "./words";

const TOPICS = ["classifiers", "jobs"];
/** As many as the server compares. */
export const MOST_COMPARED = 8;

const route = getRouteApi("/classifiers/$project/runs");

/** The runs of a project, or all of them: found, chosen to be compared, stopped, made again. */
export function RunsTab() {
  useTopics(TOPICS);
  const { project } = route.useParams();
  const { q: search, state, tag, sweep, sort } = route.useSearch();
  const move = route.useNavigate();
  const navigate = useNavigate();
  const filter: RunFilter = { search, state, tag, sweep, sort, ...(project !== "all" && { project }) };
  const list = useInfiniteQuery(runsQuery(filter));
  const { data: jobs = [] } = useQuery(activeJobs);
  const { stop } = useRunActs();
  const { unless } = useSharing({ id: project });
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [deleting, setDeleting] = useState<string>();
  const [tagging, setTagging] = useState<string>();

  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = search !== undefined || state !== undefined || tag !== undefined || sweep !== undefined;
  const of = (id: string | undefined) => runs.find((run) => run.id === id);
  const choose = (number: number, on: boolean) =>
    setChosen((before) => {
      const others = before.filter((each) => each !== number);
      return on && others.length < MOST_COMPARED ? [...others, number] : others;
    });
  const change = (next: RunFilter) => {
    const { search: words, ...more } = next;
    void move({
      search: (all) => ({ ...all, ...more, ...("search" in next && { q: words }) }),
      replace: true,
      resetScroll: false,
    });
  };
  const compare = () =>
    void navigate({
      to: "/classifiers/$project/compare",
      params: { project },
      search: { runs: chosen.join(",") },
    });
  const start = () => void navigate({ to: "/classifiers/$project/setups", params: { project } });
  const canCompare = chosen.length > 1;
  useRunKeys({
    choose: (id) => {
      const run = of(id);
      if (run) choose(run.number, !chosen.includes(run.number));
    },
    tag: setTagging,
    remove: (id) => {
      const run = of(id);
      if (run && !isUnderWay(run)) setDeleting(id);
    },
    stop: (id) => {
      const run = of(id);
      if (run && isUnderWay(run) && !run.stopping) stop.mutate(run);
    },
    compare,
    canCompare,
    filter: () => field.current?.focus(),
    start,
    unless,
  });
  const [deleted, tagged] = [of(deleting), of(tagging)];
  const empty = list.isSuccess && runs.length === 0;
  return (
    <section aria-label="Runs" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <RunFilters filter={filter} onChange={change} field={field} />
        {sweep !== undefined && <Chip onRemove={() => change({ sweep: undefined })}>of one sweep</Chip>}
        <div className="ml-auto flex gap-2 max-sm:w-full max-sm:*:grow">
          <Button
            keys="C"
            disabled={!canCompare}
            title={canCompare ? undefined : `Choose 2 to ${MOST_COMPARED} runs first`}
            onClick={compare}
          >
            {chosen.length > 0 ? `Compare ${chosen.length}` : "Compare"}
          </Button>
          <Button variant="primary" keys="N" unless={unless} onClick={start}>
            New run
          </Button>
        </div>
      </div>
      {list.isError && runs.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The list of runs did not arrive."
          still="Runs that are learning go on."
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && (
        <div aria-hidden className="grid gap-1">
          {Array.from({ length: 6 }, (_, i) => (
            <Skeleton key={i} className="h-12" />
          ))}
        </div>
      )}
      {empty && (
        <EmptyState
          icon={ChartLine}
          title={filtered ? "No run is like that." : "No run yet."}
          action={
            filtered ? (
              <Button
                onClick={() => {
                  if (field.current) field.current.value = "";
                  void move({ search: { sort }, replace: true });
                }}
              >
                Show all
              </Button>
            ) : (
              <Button unless={unless} onClick={start}>
                Choose a setup
              </Button>
            )
          }
        >
          {filtered
            ? "Take a part of the search away."
            : "A run learns from a dataset by a setup, and is judged on pictures it has not seen."}
        </EmptyState>
      )}
      {runs.length > 0 && (
        <div className="grid gap-1">
          <Columns />
          <ul aria-label="Runs" className="rounded-card bg-bg-2">
            {runs.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                project={project}
                job={jobs.find(({ id }) => id === run.job_id)}
                chosen={chosen.includes(run.number)}
                full={chosen.length >= MOST_COMPARED}
                onChoose={(on) => choose(run.number, on)}
                onDelete={() => setDeleting(run.id)}
                onTag={() => setTagging(run.id)}
                onTry={() =>
                  void navigate({
                    to: "/classifiers/$project/try",
                    params: { project },
                    search: { model: run.id },
                  })
                }
              />
            ))}
          </ul>
        </div>
      )}
      {list.hasNextPage && (
        <Button
          className="justify-self-center"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {deleted && (
        <DeleteRuns
          runs={[deleted]}
          onClose={() => setDeleting(undefined)}
          onDone={() => choose(deleted.number, false)}
        />
      )}
      {tagged && <TagsDialog run={tagged} onClose={() => setTagging(undefined)} />}
    </section>
  );
}
