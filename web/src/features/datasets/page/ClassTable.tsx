import { Table, Td, Th, Tr } from "@/components/ui/table";
import { number } from "@/lib/format";

import { SPLITS, type Dataset } from "../queries";

/** How many pictures each class has in each part. */
export function ClassTable({ labels }: { labels: Dataset["labels"] }) {
  if (labels.length === 0) return <p className="text-text-2">No classes yet.</p>;
  const shown = SPLITS.filter((split) => labels.some((each) => (each[split] ?? 0) > 0));
  return (
    <Table>
      <thead>
        <tr>
          <Th>Class</Th>
          {shown.map((split) => (
            <Th key={split} className="text-right">
              {split}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((each) => (
          <Tr key={each.label}>
            <Td className="break-all">{each.label}</Td>
            {shown.map((split) => (
              <Td key={split} numeric className={!each[split] ? "text-text-3" : undefined}>
                {number(each[split] ?? 0)}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
