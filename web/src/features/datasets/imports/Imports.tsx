import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Square } from "lucide-react";
import { useState } from "react";

import { answer, api } from "@/api/client";
import { activeJobs, hasEnded, jobKeys, type Job } from "@/api/jobs";
import { JobLine } from "@/components/JobLine";
import { sayFailed } from "@/components/toast";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useUnless } from "@/components/unless";
import { number } from "@/lib/format";

import { datasetKeys, importsQuery, type Dataset, type Import } from "../queries";
import { importWords } from "../words";

/** What comes in now, and what the last import could not use, with the reasons. */
export function Imports({ dataset }: { dataset: Dataset }) {
  const { data: imports = [] } = useQuery(importsQuery(dataset.id));
  const { data: jobs = [] } = useQuery(activeJobs);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const open = imports.filter((each) => !hasEnded(each));
  const [newest] = imports.filter(hasEnded);
  const ended = newest && !hidden.has(newest.job_id) ? [newest] : [];
  if (open.length + ended.length === 0) return null;
  return (
    <div className="grid gap-2">
      {open.map((each) => (
        <UnderWay key={each.job_id} of={each} job={jobs.find(({ id }) => id === each.job_id)} />
      ))}
      {ended.map((each) => (
        <Ended
          key={each.job_id}
          of={each}
          dataset={dataset.id}
          onHide={() => setHidden((before) => new Set([...before, each.job_id]))}
        />
      ))}
    </div>
  );
}

function useJobAct(dataset: string, act: "cancel" | "resume") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (job_id: string) => {
      const params = { path: { job_id } };
      return act === "cancel"
        ? answer(api.POST("/api/v1/jobs/{job_id}/cancel", { params }))
        : answer(api.POST("/api/v1/jobs/{job_id}/resume", { params }));
    },
    onError: (error) => sayFailed("That was not done.", error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: datasetKeys.imports(dataset) }),
        client.invalidateQueries({ queryKey: jobKeys.all }),
      ]),
  });
}

function UnderWay({ of, job }: { of: Import; job: Job | undefined }) {
  const unless = useUnless("generate");
  const cancel = useJobAct(of.job_id, "cancel");
  return (
    <div className="flex items-center gap-3 rounded-card bg-bg-2 p-3">
      <div className="min-w-0 grow">
        {job ? <JobLine job={job} /> : <span className="font-medium">{of.title}</span>}
        {job?.progress.message && <span className="text-sm text-text-3">{job.progress.message}</span>}
      </div>
      <Button
        size="small"
        disabled={cancel.isPending || job?.cancel_requested === true}
        unless={unless}
        onClick={() => cancel.mutate(of.job_id)}
      >
        <Square aria-hidden /> {job?.cancel_requested ? "Stopping…" : "Stop"}
      </Button>
    </div>
  );
}

function Ended({ of, dataset, onHide }: { of: Import; dataset: string; onHide: () => void }) {
  const { report, failure, state, title } = of;
  const unless = useUnless("generate");
  const resume = useJobAct(dataset, "resume");
  const { refused = 0, refusals = [] } = report ?? {};
  const stopped = state !== "succeeded";
  return (
    <div role="group" aria-label="Last import" className="grid gap-2 rounded-card bg-bg-2 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 truncate font-medium">{title}</span>
        {state === "failed" && <Badge tone="danger">failed</Badge>}
        {state === "cancelled" && <Badge>stopped</Badge>}
        <span role="status" className="grow text-text-2 tabular-nums">
          {report && importWords(report)}
        </span>
        {stopped && (
          <Button
            size="small"
            busy={resume.isPending}
            unless={unless}
            onClick={() => resume.mutate(of.job_id)}
          >
            Go on
          </Button>
        )}
        <Button size="small" variant="ghost" onClick={onHide}>
          Hide
        </Button>
      </div>
      {failure && <p className="text-danger">{[failure.message, failure.hint].filter(Boolean).join(" ")}</p>}
      {refusals.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-text-2">
            {refused === 1 ? "1 file was not taken" : `${number(refused)} files were not taken`}
          </summary>
          <ul aria-label="Files that were not taken" className="mt-2 grid max-h-64 gap-1 overflow-y-auto">
            {refusals.map(({ path, message }) => (
              <li key={path}>
                <code className="font-mono break-all">{path}</code>
                <span className="text-text-2">: {message}</span>
              </li>
            ))}
          </ul>
          {refused > refusals.length && (
            <p className="text-text-3">And {number(refused - refusals.length)} more.</p>
          )}
        </details>
      )}
    </div>
  );
}
