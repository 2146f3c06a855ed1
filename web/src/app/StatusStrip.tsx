import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronUp } from "lucide-react";
import { useState } from "react";

import { activeJobs } from "@/api/jobs";
import { workersQuery, type Worker } from "@/api/workers";
import { EmptyState } from "@/components/EmptyState";
import { JobLine } from "@/components/JobLine";
import { Lamp } from "@/components/Lamp";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { Popover } from "@/components/ui/popover";
import { cn } from "@/lib/cn";
import { clock, count, memory } from "@/lib/format";
import { jobLine, jobTitle, stageWords } from "@/lib/job-words";
import { useUploadWords } from "@/lib/uploads-under-way";
import { useNarrow } from "@/lib/use-media";
import { useConnection } from "@/live/connection";

import { useStudioStatus, type StudioStatus } from "./studio-status";

const part = "flex h-full min-w-0 items-center gap-2 rounded-control px-2 hover:bg-bg-3 -outline-offset-2!";

function useSentence({ main }: StudioStatus): string {
  const { state, since } = useConnection();
  if (state === "lost")
    return `No contact with the studio since ${clock(since ?? new Date())}. Trying again.`;
  return main ? jobLine(main) : "The lamp is off. Nothing runs.";
}

/** What a screen reader hears: the stage, not the steps. */
function spoken({ main, lamp }: StudioStatus): string {
  if (lamp === "hollow") return "No contact with the studio.";
  if (!main) return "";
  const { stage } = main.progress;
  return `${jobTitle(main)}: ${stage ? stageWords(stage) : "starting"}.`;
}

/** The queue in one line, on every page. */
export function StatusStrip() {
  const status = useStudioStatus();
  const sentence = useSentence(status);
  const uploading = useUploadWords();
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  return (
    <footer
      aria-label="Status"
      className={cn(
        "fixed right-0 z-30 flex h-strip items-center gap-1 border-t border-line-1 bg-bg-1 text-sm",
        narrow ? "bottom-bottom-bar left-0" : "bottom-0 left-0 px-2",
      )}
    >
      <p role="status" className="sr-only">
        {spoken(status)}
      </p>
      {narrow ? (
        <button
          type="button"
          className={cn(part, "w-full px-4")}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          <Lamp state={status.lamp} />
          <span className="truncate tabular-nums">{uploading ?? sentence}</span>
          <ChevronUp aria-hidden className="ml-auto size-4 shrink-0" />
        </button>
      ) : (
        <Wide status={status} sentence={sentence} />
      )}
      <Sheet open={narrow && open} onOpenChange={setOpen} title="What runs">
        <div className="grid gap-6">
          <Jobs />
          <Devices />
        </div>
        <Button asChild className="mt-4 w-full">
          <Link to="/queue" onClick={() => setOpen(false)}>
            Open the queue
          </Link>
        </Button>
      </Sheet>
    </footer>
  );
}

function Wide({ status, sentence }: { status: StudioStatus; sentence: string }) {
  const { lamp, others, waiting } = status;
  const { data: workers = [] } = useQuery(workersQuery);
  const connection = useConnection((state) => state.state);
  const uploading = useUploadWords();
  return (
    <>
      <Popover
        label="What runs"
        side="top"
        className="w-96"
        trigger={
          <button type="button" className={part}>
            <Lamp state={lamp} />
            <span className="truncate tabular-nums">{sentence}</span>
            {others > 0 && <span className="shrink-0 text-text-3">{others} more</span>}
          </button>
        }
      >
        <Jobs />
      </Popover>
      {uploading && <span className="ml-auto shrink-0 px-2 text-text-2 tabular-nums">{uploading}</span>}
      <Link to="/queue" className={cn(part, "shrink-0 text-text-2", !uploading && "ml-auto")}>
        {waiting > 0 ? `${waiting} waiting` : "Queue"}
      </Link>
      <Popover
        label="Devices"
        side="top"
        align="end"
        trigger={
          <button type="button" className={cn(part, "shrink-0 text-text-2 tabular-nums")}>
            {deviceWords(workers)}
          </button>
        }
      >
        <Devices />
      </Popover>
      <span className="shrink-0 px-2 text-text-3">
        {{ live: "Connected", polling: "Asking every 5 s", lost: "No contact" }[connection]}
      </span>
    </>
  );
}

function deviceWords(workers: Worker[]): string {
  const present = workers.filter((worker) => worker.state !== "gone");
  const [first] = present;
  if (!first) return "No worker";
  if (present.length > 3) {
    const busy = present.filter((worker) => worker.job_id).length;
    return `${busy} of ${present.length} busy`;
  }
  return present.length === 1 ? memoryWords(first) : count(present.length, "device");
}

function memoryWords({ device, device_name, memory_total, memory_free }: Worker): string {
  return `${device === "cpu" ? "Processor" : device_name} ${memory(memory_total - memory_free, memory_total)}`;
}

function Devices() {
  const { data: workers = [] } = useQuery(workersQuery);
  const present = workers.filter((worker) => worker.state !== "gone");
  if (present.length === 0)
    return <p className="text-text-2">No worker is here: what waits begins when one comes.</p>;
  return (
    <ul className="grid gap-3 tabular-nums">
      {present.map((worker) => (
        <li key={worker.id} className="grid gap-1">
          <span className="flex justify-between gap-3">
            <span className="truncate font-medium">{worker.device_name}</span>
            <span className="shrink-0 text-text-3">{worker.job_id ? "working" : "idle"}</span>
          </span>
          <span aria-hidden className="h-1 overflow-hidden rounded-full bg-bg-4">
            <span
              className="block h-full origin-left bg-text-2"
              style={{ transform: `scaleX(${1 - worker.memory_free / Math.max(1, worker.memory_total)})` }}
            />
          </span>
          <span className="text-sm text-text-3">
            {memory(worker.memory_total - worker.memory_free, worker.memory_total)} in use
          </span>
        </li>
      ))}
    </ul>
  );
}

function Jobs() {
  const { data: jobs = [] } = useQuery(activeJobs);
  const running = jobs.filter((job) => job.state !== "queued");
  if (running.length === 0) return <EmptyState title="The lamp is off">Nothing runs.</EmptyState>;
  return (
    <ul className="grid gap-3">
      {running.map((job) => (
        <li key={job.id}>
          <Link to="/queue/$jobId" params={{ jobId: job.id }} className="block rounded-control">
            <JobLine job={job} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
