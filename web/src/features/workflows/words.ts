import { count } from "@/lib/format";

import type { Server, Workflow } from "./queries";

export const KINDS = { image: "pictures", video: "films", upscale: "larger pictures" } as const;

export const SOURCES = {
  shipped: "comes with Safelight",
  folder: "from the folder",
  own: "brought",
} as const;

/** "runs 1, 3 wait", or that nothing is there to do. */
export function queueWords({ queue_running = 0, queue_pending = 0 }: Server): string {
  if (queue_running + queue_pending === 0) return "nothing to do";
  return [
    queue_running > 0 && `runs ${queue_running}`,
    queue_pending > 0 && `${queue_pending} ${queue_pending === 1 ? "waits" : "wait"}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Whether a template can run now, as the servers said when they were last asked. */
export function runsWhere(
  { name, problem }: Pick<Workflow, "name" | "problem">,
  servers: readonly Server[],
): { text: string; tone: "ok" | "warn" | "danger" } {
  if (problem) return { text: "cannot be used", tone: "danger" };
  const up = servers.filter((server) => server.up);
  if (up.length === 0) return { text: "no server answers", tone: "warn" };
  const able = up.filter(({ lacks = {} }) => lacks[name]?.length === 0);
  if (able.length > 0)
    return { text: up.length === 1 ? "can run" : `can run on ${able.length} of ${up.length}`, tone: "ok" };
  const least = Math.min(...up.map(({ lacks = {} }) => lacks[name]?.length ?? 0));
  return { text: least > 0 ? `lacks ${count(least, "thing")}` : "not checked", tone: "warn" };
}

/** A text in parts, of which those that are addresses can be opened. */
export function withAddresses(text: string): { text: string; address: boolean }[] {
  return text
    .split(/(https?:\/\/[^\s,;)]*[^\s,;).])/)
    .map((part, i) => ({ text: part, address: i % 2 === 1 }))
    .filter((part) => part.text !== "");
}
