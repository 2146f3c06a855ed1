import { useQuery } from "@tanstack/react-query";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, Td, Th, Tr } from "@/components/ui/table";

import { shownValue } from "./fields";
import { differenceQuery } from "./queries";

interface Props {
  first: string;
  second: string;
  onClose: () => void;
}

/** In which settings two setups differ. */
export function Difference({ first, second, onClose }: Props) {
  const { data, error, refetch } = useQuery(differenceQuery(first, second));
  return (
    <Dialog open onOpenChange={onClose} title="How they differ" className="sm:w-[min(44rem,92vw)]">
      {error && (
        <ErrorBlock error={error} title="The difference did not arrive." onRetry={() => void refetch()} />
      )}
      {!data && !error && <Skeleton className="h-32" />}
      {data?.fields.length === 0 && (
        <p className="pb-4 text-text-2">In nothing: all settings are the same.</p>
      )}
      {data && data.fields.length > 0 && (
        <Table>
          <thead>
            <tr>
              <Th>Setting</Th>
              {data.configs.map(({ id, name }) => (
                <Th key={id}>{name}</Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.fields.map(({ field, values, default: usual }) => (
              <Tr key={field}>
                <Td className="font-mono">{field}</Td>
                {values.map((value, i) => (
                  <Td key={i} className={value === usual ? "text-text-3" : "font-medium"}>
                    {shownValue(value) || "—"}
                  </Td>
                ))}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Dialog>
  );
}
