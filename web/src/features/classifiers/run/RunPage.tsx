import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { jobQuery } from "@/api/jobs";
import { workersQuery } from "@/api/workers";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { usePageTitle } from "@/lib/page-title";
import { useTopics } from "@/live/hooks";

import { useRunActs } from "../runs/acts";
import { DeleteRuns } from "../runs/DeleteRuns";
import { runQuery, type Run } from "../runs/queries";
import { canResume, isDone, isUnderWay } from "../runs/words";
import { Downloads } from "./Downloads";
import { Facts } from "./Facts";
import { Learning } from "./Learning";
import { Notes } from "./Notes";
import { Result } from "./Result";
import { RunHead } from "./RunHead";

const route = getRouteApi("/classifiers/$project/runs/$runId");
const NONE: never[] = [];

/** One run: live while it learns, afterwards what came of it. */
export function RunPage() {
  const { runId } = route.useParams();
  useTopics(["classifiers", "jobs"]);
  const { data: run, isError, error, refetch } = useQuery(runQuery(runId));
  usePageTitle(run && `Run ${run.number}`);
  if (isError && !run) {
    return (
      <ErrorBlock
        error={error}
        title="The run did not arrive."
        still="If it is learning, it goes on."
        onRetry={() => void refetch()}
      />
    );
  }
  if (!run) {
    return (
      <div aria-hidden className="grid gap-4">
        <Skeleton className="h-20" />
        <Skeleton className="h-64" />
      </div>
    );
  }
  return <Shown key={run.id} run={run} />;
}

function Shown({ run }: { run: Run }) {
  const { project } = route.useParams();
  const navigate = useNavigate();
  const { data: workers = NONE } = useQuery(workersQuery);
  const under = isUnderWay(run);
  const { data: job } = useQuery({ ...jobQuery(run.job_id ?? ""), enabled: under && run.job_id !== null });
  useTopics(under && run.job_id ? [`job:${run.job_id}`] : NONE);
  const { stop, resume } = useRunActs();
  const [deleting, setDeleting] = useState(false);
  const { unless } = useSharing(run.project);
  useShortcuts([
    {
      id: "run stop now",
      keys: "Escape Escape",
      label: "Stop",
      enabled: under && !run.stopping,
      unless,
      run: () => stop.mutate(run),
    },
    {
      id: "run resume",
      keys: "R",
      label: "Go on",
      enabled: canResume(run),
      unless,
      run: () => resume.mutate(run),
    },
    {
      id: "run delete this",
      keys: "Delete",
      label: "Delete",
      enabled: !under,
      unless,
      run: () => setDeleting(true),
    },
  ]);
  return (
    <div className="grid gap-6">
      <RunHead
        run={run}
        job={job}
        project={project}
        workers={workers.filter(({ state }) => state !== "gone").length}
      />
      {isDone(run) && <Result run={run} project={project} />}
      <Learning run={run} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        {isDone(run) && <Downloads run={run} />}
        <Notes run={run} />
      </div>
      <Facts run={run} project={project} />
      {deleting && (
        <DeleteRuns
          runs={[run]}
          onClose={() => setDeleting(false)}
          onDone={() => void navigate({ to: "/classifiers/$project/runs", params: { project } })}
        />
      )}
    </div>
  );
}
