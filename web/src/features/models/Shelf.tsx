import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Box } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { useMay } from "@/api/login";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useLoads, useMemoryActs } from "@/components/use-memory-acts";

import { Broken } from "./Broken";
import { Filters, FIND } from "./Filters";
import { ModelRow } from "./ModelRow";
import { shelfQuery, type Model } from "./queries";
import { RemoveModel } from "./RemoveModel";
import type { RowActs } from "./row-menu";
import { asKind, kindsOf, narrowed, searched } from "./shelf";
import { useShelfKeys } from "./use-shelf-keys";
import { isLoadable, KINDS } from "./words";

const route = getRouteApi("/models");

/** All models, by kind; found by words, kind and family. */
export function Shelf({ onAdd }: { onAdd: () => void }) {
  const { q = "", kind: kindText, family } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(shelfQuery);
  const [removing, setRemoving] = useState<Model>();
  const { load, stop, unload } = useMemoryActs();
  const loads = useLoads();
  const kind = asKind(kindText);
  const typed = useDeferredValue(q);
  const items = data?.items ?? [];

  const admin = useMay("admin");
  const acts: RowActs = {
    load: (model) => load.mutate({ name: model.name }),
    stop: ({ name }) => stop.mutate(name),
    unload: ({ name }) => unload.mutate({ name }),
    remove: setRemoving,
  };
  const on = (act: keyof RowActs, fits: (model: Model) => boolean) => (name: string) => {
    const model = items.find((each) => each.name === name);
    if (admin && model && fits(model)) acts[act](model);
  };
  useShelfKeys({
    find: () => document.getElementById(FIND)?.focus(),
    add: onAdd,
    load: on("load", isLoadable),
    unload: on("unload", isLoadable),
    remove: on("remove", ({ built_in }) => !built_in),
  });

  if (error && !data)
    return (
      <ErrorBlock
        error={error}
        title="The models did not arrive."
        still="They are still on the disk."
        onRetry={() => void refetch()}
      />
    );
  if (!data) return <Waiting />;
  const found = searched(items, typed);
  const shown = narrowed(found, { kind, family });
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <>
      <Filters models={items} found={narrowed(found, { kind: undefined, family })} />
      {shown.length === 0 && (
        <EmptyState
          icon={Box}
          title="No model matches"
          action={
            <>
              <Button onClick={clear}>Show all</Button>
              <Button onClick={onAdd}>Add a model</Button>
            </>
          }
        >
          Look for another word, or bring it in.
        </EmptyState>
      )}
      {kindsOf(shown).map(([each]) => (
        <section key={each} aria-labelledby={`kind-${each}`} className="mb-6">
          <div className="mb-2 flex items-baseline gap-3">
            <h2 id={`kind-${each}`} className="font-medium">
              {KINDS[each].many}
            </h2>
            <p className="text-sm text-text-3 max-sm:hidden">{KINDS[each].about}</p>
          </div>
          <ul className="overflow-hidden rounded-card border border-line-1 bg-bg-2">
            {shown
              .filter((model) => model.kind === each)
              .map((model) => (
                <ModelRow key={model.name} model={model} loading={loads.get(model.name)} acts={acts} />
              ))}
          </ul>
        </section>
      ))}
      {!kind && typed === "" && items.every((model) => model.built_in) && <Beginning onAdd={onAdd} />}
      <Broken broken={data.broken} />
      {removing && <RemoveModel model={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function Beginning({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState icon={Box} title="Bring your own" action={<Button onClick={onAdd}>Add a model</Button>}>
      The starter draws small pictures of a few things, at once and on any machine. Stable Diffusion, SDXL,
      FLUX and whatever else diffusers loads come from a hub, from a folder, or as a file.
    </EmptyState>
  );
}

function Waiting() {
  return (
    <div aria-hidden>
      <Skeleton className="mb-4 h-control max-w-sm" />
      <Skeleton className="mb-2 h-5 w-32" />
      <Skeleton className="mb-6 h-44" />
      <Skeleton className="mb-2 h-5 w-32" />
      <Skeleton className="h-28" />
    </div>
  );
}
