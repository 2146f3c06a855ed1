import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";

import type { JobState } from "@/api/jobs";
import { Button } from "@/components/ui/button";
import { number } from "@/lib/format";

import { JobRow } from "./JobRow";
import { endedJobs } from "./queries";
import type { JobActions } from "./use-job-actions";

const SHOWN = 20;
const MOST = 200;

/** The newest jobs that have ended in one way; failures stand open, the rest is folded. */
export function Ended({ state, title, actions }: { state: JobState; title: string; actions: JobActions }) {
  const [limit, setLimit] = useState(SHOWN);
  const { data } = useQuery(endedJobs(state, limit));
  if (!data || data.items.length === 0) return null;
  const more = data.next !== null && limit < MOST;
  return (
    <details open={state === "failed"} className="group mb-4">
      <summary className="flex h-control cursor-pointer items-center gap-1 text-sm font-medium text-text-3 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-state group-open:rotate-90"
        />
        {title}{" "}
        <span className="tabular-nums">
          {number(data.items.length)}
          {data.next !== null && "+"}
        </span>
      </summary>
      <ul>
        {data.items.map((job) => (
          <JobRow key={job.id} job={job} actions={actions} />
        ))}
      </ul>
      {more && (
        <Button variant="ghost" size="small" onClick={() => setLimit(MOST)}>
          Show more
        </Button>
      )}
    </details>
  );
}
