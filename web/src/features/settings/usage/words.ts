import type { LimitShown } from "@/api/limits";
import { bytes, duration, number } from "@/lib/format";

const WORDS: Record<string, { label: string; say: (value: number) => string }> = {
  requests_per_minute: { label: "Requests this minute", say: number },
  jobs_at_once: { label: "Jobs at work", say: number },
  jobs_waiting: { label: "Jobs that wait", say: number },
  pictures_per_day: { label: "Pictures today", say: number },
  seconds_per_day: { label: "Time of a device today", say: duration },
  storage_gb: { label: "Kept", say: (gigabytes) => bytes(gigabytes * 1e9) },
};
const OF = { account: "", key: "this key", installation: "everybody’s" } as const;

/** "Pictures today", and "3 of 50" */
export function limitWords({ name, limit, used, of }: LimitShown): {
  label: string;
  text: string;
  of: string;
} {
  const { label, say } = WORDS[name] ?? { label: name, say: number };
  return { label, text: `${say(used)} of ${say(limit)}`, of: OF[of] };
}

const DAY = 86_400_000;

/** The days (UTC) up to today, the earliest first: "2026-11-22". */
export function lastDays(count: number, now: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    new Date(now - (count - 1 - i) * DAY).toISOString().slice(0, 10),
  );
}
