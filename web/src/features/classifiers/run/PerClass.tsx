import { Table, Td, Th, Tr } from "@/components/ui/table";
import { number } from "@/lib/format";

import type { ClassMetrics } from "../runs/queries";
import { metricValue } from "../runs/words";

/** What it makes of each class. */
export function PerClass({ classes }: { classes: readonly ClassMetrics[] }) {
  return (
    <Table>
      <thead>
        <tr>
          <Th>Class</Th>
          <Th className="text-right">Pictures</Th>
          <Th className="text-right">Precision</Th>
          <Th className="text-right">Recall</Th>
          <Th className="text-right">F1</Th>
        </tr>
      </thead>
      <tbody>
        {classes.map(({ label, support, precision, recall, f1 }) => (
          <Tr key={label}>
            <Td>{label}</Td>
            <Td numeric>{number(support)}</Td>
            <Td numeric>{metricValue("accuracy", precision)}</Td>
            <Td numeric>{metricValue("accuracy", recall)}</Td>
            <Td numeric>{metricValue("accuracy", f1)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
