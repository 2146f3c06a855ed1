import { useQuery } from "@tanstack/react-query";
import type { RefObject } from "react";

import { Input } from "@/components/ui/input";
import { Select, type Option } from "@/components/ui/select";

import { tagsQuery, type RunFilter, type RunState, type Sort } from "./queries";

const SORTS: readonly Option<Sort>[] = [
  { value: "newest", label: "Newest" },
  { value: "oldest", label: "Oldest" },
  { value: "name", label: "Name" },
  { value: "accuracy", label: "Accuracy" },
  { value: "macro_f1", label: "Macro F1" },
  { value: "top_k", label: "Top k" },
  { value: "auroc", label: "AUROC" },
  { value: "loss", label: "Loss" },
  { value: "ece", label: "Calibration" },
  { value: "seconds", label: "Time" },
];
const STATES: readonly Option<RunState | "all">[] = [
  { value: "all", label: "Every state" },
  { value: "running", label: "Learning" },
  { value: "queued", label: "Waiting" },
  { value: "succeeded", label: "Done" },
  { value: "failed", label: "Failed" },
  { value: "cancelled", label: "Stopped" },
];
const ANY = "\u0000"; // no tag holds it

interface Props {
  filter: RunFilter;
  onChange: (change: RunFilter) => void;
  field: RefObject<HTMLInputElement | null>;
}

/** Which runs are shown, and in which order. */
export function RunFilters({ filter, onChange, field }: Props) {
  const { data: tags = [] } = useQuery(tagsQuery);
  const shown = filter.tag !== undefined && !tags.includes(filter.tag) ? [filter.tag, ...tags] : tags;
  return (
    <div className="flex flex-wrap gap-2">
      <Input
        ref={field}
        type="search"
        aria-label="Search by name"
        placeholder="Search"
        defaultValue={filter.search ?? ""}
        className="w-48 max-sm:grow"
        onChange={({ target }) => onChange({ search: target.value || undefined })}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          document.querySelector<HTMLElement>("[data-run] a")?.focus();
        }}
      />
      <Select
        aria-label="State"
        value={filter.state ?? "all"}
        options={STATES}
        className="w-36 max-sm:w-[calc(50%-4px)]"
        onChange={(next) => onChange({ state: next === "all" ? undefined : next })}
      />
      {shown.length > 0 && (
        <Select
          aria-label="Tag"
          value={filter.tag ?? ANY}
          options={[{ value: ANY, label: "Every tag" }, ...shown.map((tag) => ({ value: tag, label: tag }))]}
          className="w-36 max-sm:w-[calc(50%-4px)]"
          onChange={(next) => onChange({ tag: next === ANY ? undefined : next })}
        />
      )}
      <Select
        aria-label="Sort"
        value={filter.sort ?? "newest"}
        options={SORTS}
        className="w-36 max-sm:w-[calc(50%-4px)]"
        onChange={(next) => onChange({ sort: next === "newest" ? undefined : next })}
      />
    </div>
  );
}
