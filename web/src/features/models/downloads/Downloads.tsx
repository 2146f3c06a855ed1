import { useQuery } from "@tanstack/react-query";

import { activeJobs } from "@/api/jobs";
import { ErrorBlock } from "@/components/ErrorBlock";

import { downloadsQuery } from "../queries";
import { DownloadCard } from "./DownloadCard";
import { useHiddenDownloads } from "./hidden";
import { withJob } from "./state";

/** Downloads that run, wait, or ended before their end; those that are whole are models. */
export function Downloads() {
  const { data = [], error, refetch } = useQuery(downloadsQuery);
  const { data: jobs = [] } = useQuery(activeJobs);
  const hidden = useHiddenDownloads((state) => state.ids);
  if (error)
    return (
      <ErrorBlock
        error={error}
        title="The downloads did not arrive."
        still="Those that run go on."
        onRetry={() => void refetch()}
        className="mb-4"
      />
    );
  const shown = data.filter(({ state, job_id }) => state !== "succeeded" && !hidden.includes(job_id));
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Downloads" className="mb-4 grid gap-2">
      {shown.map((download) => (
        <DownloadCard
          key={download.job_id}
          download={withJob(
            download,
            jobs.find((job) => job.id === download.job_id),
          )}
          stopping={jobs.some((job) => job.id === download.job_id && job.cancel_requested)}
        />
      ))}
    </ul>
  );
}
