import { Check } from "lucide-react";
import { useEffect, useRef } from "react";

import type { Job } from "@/api/jobs";
import { Lamp } from "@/components/Lamp";
import { cn } from "@/lib/cn";

import { STAGES } from "../words";

/** The way of a training in words: what is done, what happens, what is to come. */
export function StageRail({ job }: { job: Job }) {
  const { stage } = job.progress;
  const at = job.state === "succeeded" ? STAGES.length : STAGES.findIndex(([key]) => key === stage);
  const lit = job.state === "running";
  const rail = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const now = rail.current?.children[at] as HTMLElement | undefined;
    if (now && rail.current) rail.current.scrollTo({ left: now.offsetLeft - rail.current.offsetLeft - 24 });
  }, [at]);
  return (
    <ol
      ref={rail}
      aria-label="Stages"
      className="flex gap-x-4 gap-y-1 overflow-x-auto text-sm whitespace-nowrap"
    >
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
