import { Link } from "@tanstack/react-router";

import type { Worker } from "@/api/workers";
import { Lamp } from "@/components/Lamp";
import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { memory } from "@/lib/format";

import { engineWords, labelWords, workerState } from "../words";

interface Props {
  worker: Worker;
  /** The version of the studio. */
  studio: string | undefined;
  busy: boolean;
  /** Absent for those who may not. */
  onDrain?: (on: boolean) => void;
}

/** One worker: what it is, what it does, and why it takes nothing. */
export function WorkerRow({ worker, studio, busy, onDrain }: Props) {
  const { name, device_name, device, engine, labels, version, pod_id, unfit, job_id, job_title } = worker;
  const { text, tone } = workerState(worker);
  const drained = worker.drain_requested_at !== null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line-1 py-2.5">
      <Lamp state={job_id ? "lit" : "off"} size={12} label={text} />
      <div className="min-w-0 grow basis-72">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 truncate font-medium">{name}</span>
          <Badge tone={tone}>{text}</Badge>
          {engine !== "native" && <Badge>{engineWords(engine)}</Badge>}
          {studio && version !== studio && <Badge tone="warn">the studio is {studio}</Badge>}
          {pod_id && <Badge>rented</Badge>}
          {labelWords(labels).map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="text-sm text-text-3 tabular-nums">
          {device_name || device}
          {worker.memory_used !== null &&
            worker.memory_total > 0 &&
            ` · ${memory(worker.memory_used, worker.memory_total)}`}{" "}
          · version {version} · heard of <TimeAgo at={worker.seen_at} />
        </p>
        {unfit && <p className="max-w-[68ch] text-sm text-warn">{unfit}</p>}
        {job_id && (
          <Link
            to="/queue/$jobId"
            params={{ jobId: job_id }}
            className="block max-w-full truncate text-sm underline underline-offset-4"
          >
            {job_title ?? job_id}
          </Link>
        )}
      </div>
      {onDrain && (
        <Button
          size="small"
          busy={busy}
          aria-label={drained ? `Let ${name} take jobs again` : `Drain ${name}`}
          title={drained ? undefined : "It finishes what it does and takes nothing new"}
          onClick={() => onDrain(!drained)}
        >
          {drained ? "Take jobs again" : "Drain"}
        </Button>
      )}
    </li>
  );
}
