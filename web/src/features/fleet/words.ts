import type { Worker } from "@/api/workers";

/** What a worker is at, in a word or two, and how it is to be seen. */
export function workerState(worker: Worker): { text: string; tone: "plain" | "lamp" | "ok" | "warn" } {
  if (worker.state === "gone") return { text: "gone", tone: "warn" };
  if (worker.unfit) return { text: "takes nothing", tone: "warn" };
  if (worker.drain_requested_at || worker.state === "draining") {
    return { text: worker.job_id ? "finishes its job" : "drained", tone: "plain" };
  }
  return worker.job_id ? { text: "working", tone: "lamp" } : { text: "ready", tone: "ok" };
}

const ENGINES: Readonly<Record<string, string>> = { native: "Safelight", comfyui: "ComfyUI" };

export const engineWords = (engine: string) => ENGINES[engine] ?? engine;

/** "zone: attic"; a label without a value is its name. */
export function labelWords(labels: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(labels)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => (value === "" || value === true ? name : `${name}: ${String(value)}`));
}

/** Labels as they are typed, "zone=attic, fast", read; undefined where they cannot be. */
export function readLabels(typed: string): Record<string, string> | undefined {
  const pairs = typed
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => part.split(/[=:](.*)/s).map((each) => each.trim()));
  if (pairs.some(([name, value]) => !name || !value)) return undefined;
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]));
}

const fleetWords = (worker: Worker) =>
  [
    worker.name,
    worker.host,
    worker.device_name,
    worker.version,
    engineWords(worker.engine),
    ...labelWords(worker.labels),
    worker.pod_id ?? "",
  ]
    .join(" ")
    .toLowerCase();

/** The workers that have all the typed words, by the machine they stand on. */
export function byMachine(workers: readonly Worker[], typed: string): [string, Worker[]][] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const machines = new Map<string, Worker[]>();
  for (const worker of workers) {
    const said = fleetWords(worker);
    if (!words.every((word) => said.includes(word))) continue;
    machines.set(worker.host, [...(machines.get(worker.host) ?? []), worker]);
  }
  return [...machines].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
}
