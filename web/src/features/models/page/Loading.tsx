import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useDeferredValue, useState, type ReactNode } from "react";

import { workersQuery } from "@/api/workers";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";
import { useUnless } from "@/components/unless";
import { useLoads, useMemoryActs } from "@/components/use-memory-acts";
import { useShortcuts } from "@/keys/hooks";
import { count } from "@/lib/format";

import { fitQuery, type LoadOptions, type Model } from "../queries";
import { useUpdateModel } from "../use-model-acts";
import { FitLine } from "./FitLine";
import { InMemory } from "./InMemory";
import { changedNames, clashesOf } from "./options";
import { OptionsEditor } from "./OptionsEditor";

const ANY = "any";

/** Bringing a model into memory: will it fit, how, where; and where it is now. */
export function Loading({ model }: { model: Model }) {
  const { name } = model;
  const [draft, setDraft] = useState<LoadOptions>();
  const [worker, setWorker] = useState<string>();
  const [pin, setPin] = useState(false);
  const { data: workers = [] } = useQuery(workersQuery);
  const asked = useDeferredValue(draft);
  const fit = useQuery({ ...fitQuery(name, asked, worker), placeholderData: keepPreviousData });
  const { data: parts = [] } = useQuery({
    ...fitQuery(name, undefined, undefined),
    select: (first) => first.parts.map((part) => part.name),
  });
  const { load, stop, unload } = useMemoryActs();
  const update = useUpdateModel(name);
  const job = useLoads().get(name);
  const unless = useUnless("admin");

  const kept = model.load;
  const options = draft ?? kept;
  const changed = changedNames(options, kept);
  const clashes = clashesOf(fit.error);
  const clashing = Object.keys(clashes).length > 0;
  const start = () => load.mutate({ name, options: draft, worker, pin });
  const keep = (next: LoadOptions | null) =>
    update.mutate(
      { load: next },
      {
        onSuccess: () => setDraft(undefined),
        onError: (error) => sayFailed("The options were not kept.", error),
      },
    );
  useShortcuts([
    { id: "model load", keys: "L", label: "Load this model now", run: start, enabled: !job, unless },
    { id: "model unload", keys: "Shift+L", label: "Unload it", run: () => unload.mutate({ name }), unless },
    {
      id: "model stop",
      keys: "Escape",
      label: "Stop loading it",
      run: () => stop.mutate(name),
      enabled: !!job,
      unless,
    },
  ]);
  return (
    <>
      <section
        aria-labelledby="in-memory"
        className="grid gap-4 rounded-card border border-line-1 bg-bg-2 p-4"
      >
        <h2 id="in-memory" className="text-lg font-medium">
          In memory
        </h2>
        <InMemory name={name} />
        <div className="grid gap-4 border-t border-line-1 pt-4">
          <FitLine
            fit={fit.data}
            error={fit.error}
            stale={fit.isPlaceholderData}
            onApply={(next) => setDraft(next)}
          />
          <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
            {workers.length > 1 && (
              <Field label="On" className="w-56">
                <Select
                  value={worker ?? ANY}
                  onChange={(next) => setWorker(next === ANY ? undefined : next)}
                  options={[
                    { value: ANY, label: "Whichever suits" },
                    ...workers.map((each) => ({
                      value: each.name,
                      label: `${each.name}, ${each.device_name}`,
                    })),
                  ]}
                />
              </Field>
            )}
            <Switch checked={pin} onChange={setPin} label="Pin: it stays until it is unloaded by hand" />
            <Button
              variant="primary"
              className="ml-auto"
              keys="L"
              busy={load.isPending || job !== undefined}
              disabled={clashing}
              unless={unless}
              onClick={start}
            >
              Load now
            </Button>
          </div>
        </div>
      </section>
      <section aria-labelledby="options" className="grid gap-4 rounded-card border border-line-1 bg-bg-2 p-4">
        <div className="flex min-h-control flex-wrap items-center gap-2">
          <h2 id="options" className="text-lg font-medium">
            How it is loaded
          </h2>
          {changed.length === 0 && model.settings.load && (
            <Button
              size="small"
              variant="ghost"
              className="ml-auto"
              busy={update.isPending}
              unless={unless}
              onClick={() => keep(null)}
            >
              <RotateCcw aria-hidden /> As the studio does
            </Button>
          )}
        </div>
        <OptionsEditor
          value={options}
          kept={kept}
          onChange={(next) => setDraft({ ...options, ...next })}
          clashes={clashes}
          parts={parts}
          worker={worker}
        />
        {changed.length > 0 && (
          <ChangesBar
            words={count(changed.length, "change")}
            fit={<FitLine fit={fit.data} error={fit.error} stale={fit.isPlaceholderData} brief />}
            busy={update.isPending}
            clashing={clashing}
            unless={unless}
            onUndo={() => setDraft(undefined)}
            onKeep={() => keep(options)}
          />
        )}
      </section>
    </>
  );
}

interface BarProps {
  words: string;
  fit: ReactNode;
  busy: boolean;
  clashing: boolean;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onUndo: () => void;
  onKeep: () => void;
}

/** Stays in view while options are tried: what they would come to, and what to do with them. */
function ChangesBar({ words, fit, busy, clashing, unless, onUndo, onKeep }: BarProps) {
  return (
    <div className="sticky bottom-[calc(var(--strip)+var(--bottom-bar))] -mx-4 -mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-b-card border-t border-line-1 bg-bg-3 px-4 py-3">
      <div className="min-w-0 grow basis-64">{fit}</div>
      <span className="text-sm text-text-2">{words}</span>
      <Button size="small" variant="ghost" onClick={onUndo}>
        Undo
      </Button>
      <Button size="small" busy={busy} disabled={clashing} unless={unless} onClick={onKeep}>
        Keep for this model
      </Button>
    </div>
  );
}
