import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Worker } from "@/api/workers";
import { Lamp } from "@/components/Lamp";
import { Badge } from "@/components/ui/badge";
import { bytes, count } from "@/lib/format";

import { HeldModels } from "./HeldModels";
import { useHistory } from "./live-workers";
import { MemoryBar } from "./MemoryBar";

/** One device: how busy and how full it is, what is on it, and what it can do. */
export function Device({ worker, at }: { worker: Worker; at: number }) {
  const history = useHistory(worker, at);
  const { device_name, device, name, facts, state } = worker;
  return (
    <li className="grid content-start gap-4 rounded-card border border-line-1 bg-bg-2 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 truncate text-lg font-medium">{titleOf(worker)}</h2>
        <span className="text-sm text-text-3">{name === device_name ? device : name}</span>
        {state === "draining" && <Badge>stops after this job</Badge>}
        <span className="ml-auto flex shrink-0 gap-3 text-sm text-text-2 tabular-nums">
          {facts?.temperature_celsius != null && <span>{Math.round(facts.temperature_celsius)} °C</span>}
          {facts?.utilisation_percent != null && <span>{Math.round(facts.utilisation_percent)} % busy</span>}
          {facts?.power_watts != null && <span>{Math.round(facts.power_watts)} W</span>}
        </span>
      </div>
      <div>
        <MemoryBar worker={worker} />
        <History points={history} />
      </div>
      <div className="flex items-center gap-2 text-sm">
        <Lamp state={worker.job_id ? "lit" : "off"} size={12} />
        {worker.job_id ? (
          <Link
            to="/queue/$jobId"
            params={{ jobId: worker.job_id }}
            className="min-w-0 truncate underline underline-offset-4"
          >
            {worker.job_title ?? worker.job_id}
          </Link>
        ) : (
          <span className="text-text-2">Idle</span>
        )}
      </div>
      <HeldModels worker={worker} />
      <Facts worker={worker} />
    </li>
  );
}

function titleOf({ device, device_name, facts }: Worker): string {
  if (device === "cpu") return facts?.cpu ?? "Processor";
  return device_name || device;
}

const BACKENDS: Readonly<Record<string, string>> = {
  cuda: "CUDA",
  rocm: "ROCm",
  mps: "Metal",
  cpu: "processor",
};

function Facts({ worker: { facts } }: { worker: Worker }) {
  if (!facts) return null;
  const backend = facts.backend ?? "cpu";
  const cores = [
    facts.cpu_cores && count(facts.cpu_cores, "core"),
    facts.threads && `${count(facts.threads, "thread")} at a time`,
  ].filter(Boolean);
  const rows: [string, ReactNode][] = [
    [
      "Computes by",
      [BACKENDS[backend] ?? backend, facts.runtime, facts.compute_capability].filter(Boolean).join(" "),
    ],
    ["Driver", facts.driver],
    ["Loads in", facts.dtype],
    ["Good at", facts.dtypes?.join(", ")],
    ["Processor", backend === "cpu" ? null : facts.cpu],
    ["Cores", cores.join(", ")],
    [
      "Main memory",
      backend === "cpu" || !facts.machine_memory_bytes ? null : bytes(facts.machine_memory_bytes, 1024),
    ],
    [
      "Versions",
      Object.entries(facts.versions ?? {})
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
  ];
  return (
    <dl className="grid grid-cols-[6.5rem_1fr] gap-x-3 gap-y-1 border-t border-line-1 pt-3 text-sm">
      {rows.map(
        ([label, value]) =>
          value && (
            <div key={label} className="contents">
              <dt className="text-text-3">{label}</dt>
              <dd className="min-w-0 break-words tabular-nums">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** The last ten minutes as a thin line; it says nothing that the figure above does not. */
function History({ points }: { points: readonly number[] }) {
  const width = Math.max(60, points.length - 1);
  const path = points.map((share, i) => `${width - points.length + 1 + i},${(1 - share) * 24}`).join(" ");
  return (
    <svg aria-hidden viewBox={`0 0 ${width} 24`} preserveAspectRatio="none" className="mt-2 h-6 w-full">
      <polyline points={path} className="fill-none stroke-text-3" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
