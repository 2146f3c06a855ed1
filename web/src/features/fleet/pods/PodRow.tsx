import { CirclePlay, CircleStop, Ellipsis, HandHelping, Trash2 } from "lucide-react";

import { TimeAgo } from "@/components/TimeAgo";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DropdownMenu, type MenuItem } from "@/components/ui/menu";
import { count } from "@/lib/format";

import { anHour, dollars } from "../money";
import { labelWords } from "../words";
import type { Pod, PodAct } from "./queries";
import { isOver, leaveWords, podState } from "./words";

interface Props {
  pod: Pod;
  onAct: (does: PodAct) => void;
}

/** A pod: what it is, what it does, and what it has cost. */
export function PodRow({ pod, onAct }: Props) {
  const { name, state, gpu, gpu_count, dollars_per_hour, cost, message, failure, labels, workers } = pod;
  const { text, tone } = podState(pod);
  const over = isOver(pod);
  const busy = workers.filter(({ jobs }) => jobs > 0).length;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-t border-line-1 py-2.5">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 font-medium break-all">{name}</span>
          <Badge tone={tone}>{text}</Badge>
          {pod.rule_name && <Badge>rule {pod.rule_name}</Badge>}
          {labelWords(labels).map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
        </p>
        <p className="text-sm text-text-3">
          {[
            gpu ? (gpu_count > 1 ? `${gpu_count} × ${gpu}` : gpu) : "no GPU yet",
            pod.cloud === "community" && "somebody’s machine",
            workers.length > 0 &&
              `${count(workers.length, "worker")}, ${busy > 0 ? `${busy} at work` : "idle"}`,
          ]
            .filter(Boolean)
            .join(" · ")}{" "}
          · since <TimeAgo at={pod.started_at ?? pod.created_at} />
          {!over && ` · ${state === "orphan" ? "stays until you decide" : leaveWords(pod)}`}
        </p>
        {message && <p className="max-w-[68ch] text-sm text-text-2">{message}</p>}
        {failure && failure.message !== message && (
          <p className="max-w-[68ch] text-sm text-danger">
            {failure.message} {failure.hint}
          </p>
        )}
      </div>
      <p className="text-right tabular-nums max-sm:text-left">
        <span className="block font-medium">{dollars(cost)}</span>
        {!over && <span className="block text-sm text-text-3">{anHour(dollars_per_hour)}</span>}
      </p>
      {!over && (
        <DropdownMenu
          trigger={
            <Button variant="ghost" size="icon" aria-label={`What to do with ${name}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
          groups={[
            acts(state, onAct),
            [{ label: "End it", icon: Trash2, danger: true, run: () => onAct("end") }],
          ]}
        />
      )}
    </li>
  );
}

function acts(state: Pod["state"], onAct: (does: PodAct) => void): MenuItem[] {
  if (state === "orphan") return [{ label: "Take it over", icon: HandHelping, run: () => onAct("adopt") }];
  if (state === "stopped") return [{ label: "Start it again", icon: CirclePlay, run: () => onAct("start") }];
  return [
    {
      label: "Stop it",
      icon: CircleStop,
      run: () => onAct("stop"),
      ...(state !== "running" && { unless: "It is not running" }),
    },
  ];
}
