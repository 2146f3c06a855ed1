import { Check } from "lucide-react";

import { hasEnded, type Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { cn } from "@/lib/cn";
import { stageWords } from "@/lib/job-words";

/** The stages of a job: which are done, which runs, which come. */
export function StageRail({ job }: { job: Job }) {
  const { stages = [], stage } = job.progress;
  if (stages.length < 2) return null;
  const now = job.state === "succeeded" ? stages.length : stages.indexOf(stage ?? "");
  return (
    <ol aria-label="Stages" className="mb-4 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {stages.map((name, i) => {
        const done = i < now;
        const running = i === now && !hasEnded(job);
        return (
          <li
            key={name}
            aria-current={running ? "step" : undefined}
            className={cn("flex items-center gap-1.5", running ? "text-text-1" : "text-text-3")}
          >
            {done && <Check aria-label="Done" className="size-4 text-ok" strokeWidth={1.75} />}
            {running && <Lamp state="lit" size={12} />}
            {stageWords(name)}
          </li>
        );
      })}
    </ol>
  );
}
