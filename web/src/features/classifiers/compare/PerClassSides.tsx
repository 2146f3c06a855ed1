import { useState } from "react";

import { RadioCards } from "@/components/ui/radio-cards";
import { Table, Td, Th, Tr } from "@/components/ui/table";

import type { ClassMetrics, Comparison } from "../runs/queries";
import { metricValue } from "../runs/words";

type Measure = "recall" | "precision" | "f1";

/** The best of some values; where all are the same, none is. */
export function bestOf(values: readonly (number | null | undefined)[]): number | undefined {
  const known = values.filter((value) => value != null);
  const best = Math.max(...known);
  return known.length > 1 && known.some((value) => value < best) ? best : undefined;
}

/** Each class, as each run judges it. */
export function PerClassSides({ comparison }: { comparison: Comparison }) {
  const [measure, setMeasure] = useState<Measure>("recall");
  const { runs, classes } = comparison;
  if (classes.length === 0) return null;
  const value = (of: ClassMetrics | null) => of?.[measure];
  return (
    <section aria-label="Each class" className="grid min-w-0 gap-3 rounded-card bg-bg-2 p-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-text-3">Each class</h2>
        <RadioCards<Measure>
          look="line"
          label="Measure"
          value={measure}
          onChange={setMeasure}
          cards={[
            { value: "recall", label: "Recall" },
            { value: "precision", label: "Precision" },
            { value: "f1", label: "F1" },
          ]}
        />
      </div>
      <div className="max-h-96 overflow-y-auto">
        <Table>
          <thead>
            <tr>
              <Th>Class</Th>
              {runs.map(({ id, number }) => (
                <Th key={id} className="text-right">
                  Run {number}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map(({ label, values }) => {
              const best = bestOf(values.map(value));
              return (
                <Tr key={label}>
                  <Td>{label}</Td>
                  {values.map((of, i) => (
                    <Td
                      key={i}
                      numeric
                      className={best !== undefined && value(of) === best ? "font-semibold" : undefined}
                    >
                      {metricValue("accuracy", value(of))}
                    </Td>
                  ))}
                </Tr>
              );
            })}
          </tbody>
        </Table>
      </div>
    </section>
  );
}
