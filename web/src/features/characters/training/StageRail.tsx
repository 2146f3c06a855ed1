import { Check } from "lucide-react";

import type { Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { cn } from "@/lib/cn";

import { STAGES } from "../words";

/** The way of a training in words: what is done, what happens, what is to come. */
export function StageRail({ job }: { job: Job }) {
  const { stage } = job.progress;
  const at = job.state === "succeeded" ? STAGES.length : STAGES.findIndex(([key]) => key === stage);
  const lit = job.state === "running";
  return (
    <ol aria-label="Stages" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {STAGES.map(([key, words], i) => {
        const now = i === at;
        return (
          <li
            key={key}
            aria-current={now ? "step" : undefined}
            className={cn("flex items-center gap-1.5", now ? "text-text-1" : "text-text-3")}
          >
            {i < at && <Check aria-hidden className="size-3.5 shrink-0 text-ok" strokeWidth={2} />}
            {now && <Lamp state={lit ? "lit" : "off"} size={10} label={lit ? "now" : "resting"} />}
            {words}
          </li>
        );
      })}
    </ol>
  );
}
