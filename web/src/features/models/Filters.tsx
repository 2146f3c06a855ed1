import { getRouteApi } from "@tanstack/react-router";
import { Search } from "lucide-react";

import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { useNarrow } from "@/lib/use-media";

import type { Kind, Model } from "./queries";
import { asKind, familiesOf, kindsOf } from "./shelf";
import { familyName, KINDS } from "./words";

export const FIND = "find-model";

const ALL = "all";
const route = getRouteApi("/models");

interface Props {
  models: readonly Model[];
  /** Those that the words and the family leave: the kinds count them. */
  found: readonly Model[];
}

/** What narrows the shelf; all of it is in the address. */
export function Filters({ models, found }: Props) {
  const { q = "", kind, family } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (change: { q?: string | undefined; kind?: Kind | undefined; family?: string | undefined }) =>
    void navigate({ search: (search) => ({ ...search, ...change }), replace: true });
  const kinds = kindsOf(models);
  const families = familiesOf(models);
  const left = new Map(kindsOf(found));
  const narrow = useNarrow();
  const pickKind = (next: Kind | typeof ALL) => show({ kind: next === ALL ? undefined : next });
  const options = [
    { value: ALL, label: <Counted words="All" count={found.length} /> } as const,
    ...kinds.map(([each]) => ({
      value: each,
      label: <Counted words={KINDS[each].many} count={left.get(each) ?? 0} />,
    })),
  ];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <div className="relative w-full max-w-sm max-sm:max-w-none">
        <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-text-3" />
        <Input
          id={FIND}
          type="search"
          aria-label="Find a model"
          placeholder="Find a model"
          className="pl-8"
          value={q}
          onChange={(event) => show({ q: event.target.value || undefined })}
        />
      </div>
      {kinds.length > 1 && narrow && (
        <Select<Kind | typeof ALL>
          aria-label="Kind"
          className="w-0 grow"
          value={asKind(kind) ?? ALL}
          onChange={pickKind}
          options={options}
        />
      )}
      {kinds.length > 1 && !narrow && (
        <RadioCards<Kind | typeof ALL>
          look="line"
          label="Kind"
          value={asKind(kind) ?? ALL}
          onChange={pickKind}
          cards={options}
        />
      )}
      {families.length > 1 && (
        <Select
          aria-label="Family"
          className="w-48 max-sm:w-0 max-sm:grow"
          value={family ?? ALL}
          onChange={(next) => show({ family: next === ALL ? undefined : next })}
          options={[
            { value: ALL, label: "Any family" },
            ...families.map((each) => ({ value: each, label: familyName(each) })),
          ]}
        />
      )}
    </div>
  );
}

function Counted({ words, count }: { words: string; count: number }) {
  return (
    <>
      {words} <span className="text-text-3 tabular-nums">{count}</span>
    </>
  );
}
