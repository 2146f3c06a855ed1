import { Link } from "@tanstack/react-router";
import { Folder } from "lucide-react";

import { type Job } from "@/api/jobs";
import { SharedMark } from "@/components/projects/SharedMark";
import { Progress } from "@/components/ui/progress";
import { count } from "@/lib/format";
import { jobSentence, jobTitle } from "@/lib/job-words";

import type { DatasetListed } from "../queries";
import { partWords } from "../words";

interface Props {
  dataset: DatasetListed;
  /** What is done about it now. */
  job: Job | undefined;
}

export function DatasetCard({ dataset, job }: Props) {
  const { id, name, pictures, classes, parts, version, source, path, thumbnails, project_id } = dataset;
  return (
    <li>
      <Link
        to="/datasets/$datasetId"
        params={{ datasetId: id }}
        data-item={id}
        className="grid h-full content-start gap-3 rounded-card bg-bg-2 p-3 transition-colors duration-state hover:bg-bg-3"
      >
        <span className="grid h-20 grid-cols-4 gap-1 overflow-hidden">
          {thumbnails.slice(0, 4).map((src) => (
            <img
              key={src}
              src={src}
              alt=""
              width={80}
              height={80}
              loading="lazy"
              decoding="async"
              className="size-full rounded-print bg-bg-3 object-cover"
            />
          ))}
          {thumbnails.length === 0 && (
            <span className="col-span-4 flex items-center justify-center rounded-print bg-bg-1 text-text-3">
              <Folder aria-hidden className="size-7" strokeWidth={1.25} />
            </span>
          )}
        </span>
        <span className="grid gap-0.5">
          <span className="truncate font-medium">{name}</span>
          <span className="text-sm text-text-2 tabular-nums">
            {count(classes, "class", "classes")} · {count(pictures, "picture")}
            {version > 0 && ` · version ${version}`}
          </span>
          <span className="truncate text-sm text-text-3 tabular-nums">
            {source === "path" ? path : partWords(parts)}
          </span>
        </span>
        <SharedMark project={project_id ? { id: project_id } : null} />
        {job && (
          <span className="grid gap-1 text-sm text-text-2 tabular-nums">
            <Progress value={job.progress.fraction} label={jobTitle(job)} of={job.id} />
            {jobSentence(job)}
          </span>
        )}
      </Link>
    </li>
  );
}
