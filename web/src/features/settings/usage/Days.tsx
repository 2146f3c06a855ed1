import { Table, Td, Th, Tr } from "@/components/ui/table";
import { count, duration, number } from "@/lib/format";

import type { UsageLine, UsageShown } from "./queries";

interface Props {
  days: readonly string[];
  usage: UsageShown;
}

/** A bar for each day's pictures; the figures as a table beneath. */
export function Days({ days, usage }: Props) {
  const byDay = new Map(usage.items.map((row) => [row.day, row]));
  const most = Math.max(1, ...usage.items.map(({ pictures }) => pictures));
  const { totals } = usage;
  const busy = days.filter((day) => byDay.has(day)).reverse();
  return (
    <div className="grid gap-3">
      <p className="text-text-2">
        {count(totals.pictures, "picture")} in {duration(totals.seconds)} of a device’s time,{" "}
        {count(totals.jobs, "job")}, {count(totals.requests, "request")}.
      </p>
      <div
        role="img"
        aria-label={`Pictures by day, ${String(most)} at most`}
        className="flex h-32 items-end gap-0.5 border-b border-line-1"
      >
        {days.map((day) => (
          <span
            key={day}
            title={title(day, byDay.get(day))}
            className="min-w-0 grow rounded-t-print bg-chart-1"
            style={{ height: `${((byDay.get(day)?.pictures ?? 0) / most) * 100}%` }}
          />
        ))}
      </div>
      {busy.length > 0 && (
        <details>
          <summary className="w-fit rounded-control py-1 text-text-2">As a table</summary>
          <Table>
            <thead>
              <tr>
                <Th>Day (UTC)</Th>
                <Th className="text-right">Pictures</Th>
                <Th className="text-right">Time</Th>
                <Th className="text-right">Jobs</Th>
                <Th className="text-right">Requests</Th>
              </tr>
            </thead>
            <tbody>
              {busy.map((day) => (
                <Figures key={day} name={day} row={byDay.get(day)} />
              ))}
            </tbody>
          </Table>
        </details>
      )}
    </div>
  );
}

export function Figures({ name, row }: { name: string; row: UsageLine | undefined }) {
  return (
    <Tr>
      <Td>{name}</Td>
      <Td numeric>{number(row?.pictures ?? 0)}</Td>
      <Td numeric>{duration(row?.seconds ?? 0)}</Td>
      <Td numeric>{number(row?.jobs ?? 0)}</Td>
      <Td numeric>{number(row?.requests ?? 0)}</Td>
    </Tr>
  );
}

function title(day: string, row: UsageLine | undefined): string {
  return row ? `${day}: ${count(row.pictures, "picture")}, ${duration(row.seconds)}` : `${day}: nothing`;
}
