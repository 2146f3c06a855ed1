import { moment } from "@/lib/format";

import { dollars } from "../money";
import type { Pod } from "./queries";

type Tone = "plain" | "lamp" | "ok" | "warn" | "danger";

const STATES: Record<Pod["state"], { text: string; tone: Tone }> = {
  asked: { text: "asked for", tone: "plain" },
  starting: { text: "starting", tone: "plain" },
  running: { text: "running", tone: "ok" },
  stopping: { text: "ends its job", tone: "plain" },
  stopped: { text: "stopped", tone: "warn" },
  ended: { text: "ended", tone: "plain" },
  failed: { text: "failed", tone: "danger" },
  orphan: { text: "nobody asked for it", tone: "warn" },
};

export const podState = ({ state }: Pick<Pod, "state">) => STATES[state];

/** Whether it is over: it costs nothing more, and nothing is to be done with it. */
export function isOver({ state }: Pick<Pod, "state">): boolean {
  return state === "ended" || state === "failed";
}

/** When it goes by itself: "goes when idle for 15 min, at $20.00, or on 23 Nov 2026, 10:00 at the latest" */
export function leaveWords({
  idle_minutes,
  budget,
  ends_at,
}: Pick<Pod, "idle_minutes" | "budget" | "ends_at">): string {
  const ways = [
    idle_minutes !== null && `when idle for ${idle_minutes} min`,
    budget !== null && `at ${dollars(budget)}`,
    ends_at !== null && `on ${moment(new Date(ends_at))} at the latest`,
  ].filter((way) => way !== false);
  return ways.length > 0 ? `goes ${ways.join(", ")}` : "goes only when you end it";
}
