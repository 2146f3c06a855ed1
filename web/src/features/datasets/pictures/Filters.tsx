import { getRouteApi } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { RefObject } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import { number } from "@/lib/format";

import { SPLITS, type Dataset } from "../queries";
import { classCounts } from "../words";
import { ONLY, type Search } from "./filter";

const NUMBERED = 9; // classes that have a key of their own

const route = getRouteApi("/datasets/$datasetId");

interface Props {
  dataset: Dataset;
  field: RefObject<HTMLInputElement | null>;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onAdd: () => void;
}

/** Which pictures are shown: a part, a class, some kind, a name; each with how many there are. */
export function Filters({ dataset, field, unless, onAdd }: Props) {
  const { label, split, only, finding, q } = route.useSearch();
  const navigate = route.useNavigate();
  const to = (next: Search) =>
    void navigate({
      search: (all) => ({ ...all, ...next, at: undefined }),
      replace: true,
      resetScroll: false,
    });
  const classes = classCounts(dataset.labels, split);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <div role="group" aria-label="Part" className="flex flex-wrap gap-1">
          <Filter on={split === undefined} onClick={() => to({ split: undefined })}>
            All parts
          </Filter>
          {SPLITS.map((part) => (
            <Filter
              key={part}
              on={split === part}
              count={dataset.parts[part]}
              onClick={() => to({ split: part })}
            >
              {part}
            </Filter>
          ))}
        </div>
        <div className="ml-auto flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">
          {finding && (
            <Button variant="ghost" onClick={() => to({ finding: undefined })}>
              Found: {finding.replaceAll("_", " ")} <X aria-hidden />
            </Button>
          )}
          <Select
            aria-label="Only"
            value={only ?? "all"}
            options={ONLY}
            className="w-40 max-sm:w-full"
            onChange={(next) => to({ only: next === "all" ? undefined : next })}
          />
          <Input
            ref={field}
            type="search"
            aria-label="Find by file name"
            placeholder="File name"
            defaultValue={q}
            className="w-40 max-sm:w-24"
            onChange={({ target }) => to({ q: target.value || undefined })}
          />
          <Button keys="N" unless={unless} onClick={onAdd}>
            Add pictures
          </Button>
        </div>
      </div>
      <div
        role="group"
        aria-label="Class"
        className="flex flex-wrap gap-1 max-sm:flex-nowrap max-sm:overflow-x-auto"
      >
        <Filter on={label === undefined} onClick={() => to({ label: undefined })}>
          All classes
        </Filter>
        {classes.map((each, i) => (
          <Filter
            key={each.label}
            on={label === each.label}
            count={each.pictures}
            keys={i < NUMBERED ? String(i + 1) : undefined}
            onClick={() => to({ label: each.label })}
          >
            {each.label}
          </Filter>
        ))}
      </div>
    </div>
  );
}

interface FilterProps {
  on: boolean;
  count?: number | undefined;
  /** The key that puts a picture here. */
  keys?: string | undefined;
  onClick: () => void;
  children: string | string[];
}

function Filter({ on, count, keys, onClick, children }: FilterProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={cn(
        "inline-flex h-control max-w-64 shrink-0 items-center gap-1.5 rounded-full border px-3 text-sm whitespace-nowrap",
        on ? "border-lamp bg-lamp-tint text-on-lamp-tint" : "border-line-1 text-text-2 hover:bg-bg-3",
      )}
    >
      {keys && <Kbd keys={keys} className="max-sm:hidden pointer-coarse:hidden" />}
      <span className="truncate">{children}</span>
      {count !== undefined && <span className="tabular-nums opacity-80">{number(count)}</span>}
    </button>
  );
}
