import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";

import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Switch } from "@/components/ui/toggles";

import type { Comparison } from "../runs/queries";
import { metricLabel, METRICS, metricValue } from "../runs/words";
import { comparedRows } from "./compared";

interface Props {
  comparison: Comparison;
  project: string;
  same: boolean;
  onSame: (same: boolean) => void;
}

const HEAD = "sticky left-0 z-10 bg-bg-2 text-left font-normal text-text-2";

/** Figures, the best of each by weight and tick, and the settings that differ. */
export function Sides({ comparison, project, same, onSame }: Props) {
  const { runs, metrics } = comparison;
  const rows = comparedRows(comparison, same);
  return (
    <div className="min-w-0 rounded-card bg-bg-2 p-2">
      <Table>
        <thead>
          <tr>
            <Th className={HEAD}>
              <span className="sr-only">What is compared</span>
            </Th>
            {runs.map(({ id, number, name }) => (
              <Th key={id} className="min-w-28 text-right">
                <Link
                  to="/classifiers/$project/runs/$runId"
                  params={{ project, runId: String(number) }}
                  className="text-text-1 hover:underline"
                >
                  <span className="text-text-3 tabular-nums">{number}</span> {name}
                </Link>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map(({ name, values, best: first }) => {
            // Where all are the same, none is the best.
            const best = values.some((value) => value !== values[first ?? 0]) ? first : null;
            return (
              <Tr key={name}>
                <th scope="row" className={`${HEAD} px-3 py-2`} title={METRICS[name]?.help}>
                  {metricLabel(name)}
                </th>
                {values.map((value, i) => (
                  <Td key={i} numeric className={i === best ? "font-semibold" : undefined}>
                    <span className="inline-flex items-center justify-end gap-1">
                      {i === best && (
                        <Check aria-label="best" className="size-3.5 text-ok" strokeWidth={2.5} />
                      )}
                      {metricValue(name, value)}
                    </span>
                  </Td>
                ))}
              </Tr>
            );
          })}
        </tbody>
        <tbody>
          <Tr>
            <th scope="rowgroup" colSpan={runs.length + 1} className="px-3 pt-4 pb-1 text-left font-normal">
              <Switch checked={same} onChange={onSame} label="Show what is the same, too" />
            </th>
          </Tr>
          {rows.map(({ name, values, differs }) => (
            <Tr key={name}>
              <th scope="row" className={`${HEAD} px-3 py-2`}>
                {name}
              </th>
              {values.map((value, i) => (
                <Td
                  key={i}
                  title={value}
                  className={`max-w-48 truncate text-right font-mono ${differs ? "" : "text-text-3"}`}
                >
                  {value}
                </Td>
              ))}
            </Tr>
          ))}
          {rows.length === 0 && (
            <Tr>
              <Td colSpan={runs.length + 1} className="text-text-2">
                They were told the same, on the same machine.
              </Td>
            </Tr>
          )}
        </tbody>
      </Table>
    </div>
  );
}
