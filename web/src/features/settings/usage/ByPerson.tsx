import { EmptyState } from "@/components/EmptyState";
import { Table, Th } from "@/components/ui/table";

import { Figures } from "./Days";
import type { UsageBy, UsageLine, UsageShown } from "./queries";

interface Props {
  usage: UsageShown;
  by: Exclude<UsageBy, "day">;
}

/** The figures of each person, or of each key; whoever used most is first. */
export function ByPerson({ usage, by }: Props) {
  if (usage.items.length === 0)
    return <EmptyState title="Nothing yet">Nobody drew or trained in these days.</EmptyState>;
  const rows = [...usage.items].sort((a, b) => b.seconds - a.seconds || b.pictures - a.pictures);
  return (
    <Table>
      <thead>
        <tr>
          <Th>{by === "key" ? "Key" : "Person"}</Th>
          <Th className="text-right">Pictures</Th>
          <Th className="text-right">Time</Th>
          <Th className="text-right">Jobs</Th>
          <Th className="text-right">Requests</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <Figures key={i} name={nameOf(row, by)} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function nameOf(row: UsageLine, by: "account" | "key"): string {
  const named = by === "account" ? row.account : row.key;
  return named?.name ?? (by === "account" ? "Nobody’s" : "At the studio");
}
