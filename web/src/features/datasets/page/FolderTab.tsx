import { useQuery } from "@tanstack/react-query";

import { activeJobs } from "@/api/jobs";
import { JobLine } from "@/components/JobLine";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";

import { useDatasetActs } from "../changes";
import type { Dataset } from "../queries";
import { ClassTable } from "./ClassTable";

/** A dataset that is a folder where the workers are: what is in it, as it was last looked at. */
export function FolderTab({ dataset }: { dataset: Dataset }) {
  const { id, path, job } = dataset;
  const { look } = useDatasetActs(id);
  const { unless } = useSharing(dataset.project_id ? { id: dataset.project_id } : null);
  const { data: jobs = [] } = useQuery(activeJobs);
  const running = jobs.find((each) => each.id === job?.id);
  return (
    <section aria-label="Classes" className="grid gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <code className="min-w-0 grow font-mono text-sm break-all text-text-2">{path}</code>
        <Button
          busy={look.isPending}
          disabled={running !== undefined}
          unless={unless}
          onClick={() => look.mutate()}
        >
          Look again
        </Button>
      </div>
      {running && <JobLine job={running} />}
      <ClassTable labels={dataset.labels} />
    </section>
  );
}
