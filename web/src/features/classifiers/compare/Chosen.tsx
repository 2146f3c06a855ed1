import { useInfiniteQuery } from "@tanstack/react-query";

import { Chip } from "@/components/ui/badge";
import { Select } from "@/components/ui/select";

import { runsQuery, type RunListed } from "../runs/queries";
import { metricValue } from "../runs/words";
import { MOST } from "./compared";

interface Props {
  project: string;
  numbers: readonly string[];
  /** Those of them that have arrived. */
  runs: readonly RunListed[];
  onChange: (numbers: readonly string[]) => void;
}

/** The runs that are compared, each to be taken away, and others to add. */
export function Chosen({ project, numbers, runs, onChange }: Props) {
  const filter = { state: "succeeded" as const, ...(project !== "all" && { project }) };
  const { data } = useInfiniteQuery(runsQuery(filter));
  const others = (data?.pages.flatMap(({ items }) => items) ?? []).filter(
    (run) => !numbers.includes(String(run.number)) && !numbers.includes(run.id),
  );
  const called = (number: string) => {
    const run = runs.find((each) => String(each.number) === number || each.id === number);
    return run ? `${number} ${run.name}` : number;
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {numbers.map((number) => (
        <Chip key={number} onRemove={() => onChange(numbers.filter((each) => each !== number))}>
          {called(number)}
        </Chip>
      ))}
      {numbers.length < MOST && others.length > 0 && (
        <Select
          aria-label="Add a run"
          placeholder="Add a run"
          value={undefined}
          className="w-56"
          onChange={(number) => onChange([...numbers, number])}
          options={others.map((run) => ({
            value: String(run.number),
            label: `${run.number} ${run.name} · ${metricValue(run.monitor_metric, run.monitored)}`,
          }))}
        />
      )}
    </div>
  );
}
