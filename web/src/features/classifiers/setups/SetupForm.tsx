import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";

import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { PageHeader } from "@/components/PageHeader";
import { useSharing } from "@/components/projects/sharing";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useShortcuts } from "@/keys/hooks";
import { count } from "@/lib/format";

import { ALL } from "../frame/tabs";
import { useSetupActs } from "./acts";
import { GROUPS, isChanged } from "./fields";
import { checkQuery, type DatasetListed, type SettingField, type Settings, type Setup } from "./queries";
import { SettingRow } from "./SettingRow";
import { SweepDialog } from "./SweepDialog";
import { checkedWords } from "./words";

interface Props {
  project: string;
  /** A new one without. */
  setup: Setup | undefined;
  fields: readonly SettingField[];
  models: readonly string[];
  datasets: readonly DatasetListed[];
  /** What it learns from at first. */
  dataset: string | undefined;
}

export function SetupForm({ project, setup, fields, models, datasets, dataset: first }: Props) {
  const navigate = useNavigate();
  const acts = useSetupActs(project);
  const [name, setName] = useState(setup?.name ?? "");
  const [dataset, setDataset] = useState(first);
  const [settings, setSettings] = useState<Settings>(setup?.changed ?? {});
  const [sweeping, setSweeping] = useState<string>();
  const late = useDeferredValue(settings);
  const { unless: fixed } = useSharing(setup ? setup.project : { id: project });
  const { data: checked } = useQuery({ ...checkQuery(late, dataset), enabled: fixed === undefined });
  const busy = acts.make.isPending || acts.keep.isPending || acts.start.isPending;
  const error = acts.make.error ?? acts.keep.error ?? acts.start.error;
  const problem = error ? Problem.from(error) : undefined;
  const same =
    setup?.name === name.trim() &&
    setup.dataset?.id === dataset &&
    JSON.stringify(setup.changed) === JSON.stringify(settings);
  const typed = name.trim() || "Untitled";
  const problemOf = (field: string) => checked?.problems.find((each) => each.field === field)?.message;
  const stray = checked?.problems.filter((each) => !fields.some(({ name: known }) => known === each.field));
  const keep = async (): Promise<Setup> => {
    if (setup && same) return setup;
    const body = { name: typed, settings: { ...settings }, dataset: dataset ?? null };
    if (setup) return acts.keep.mutateAsync({ id: setup.id, ...body });
    return acts.make.mutateAsync({ ...body, ...(project !== ALL && { project }) });
  };
  const open = (id: string) =>
    void navigate({
      to: "/classifiers/$project/setups/$setupId",
      params: { project, setupId: id },
      replace: true,
    });
  /** What was refused is said on the page. */
  const doing = (act: () => Promise<unknown>) => void act().catch(() => undefined);
  const save = () =>
    doing(async () => {
      const kept = await keep();
      say(`${kept.name} is kept`);
      if (!setup) open(kept.id);
    });
  const train = () => doing(async () => acts.start.mutateAsync({ config: (await keep()).id, gpu: false }));
  const sweep = () => doing(async () => setSweeping((await keep()).id));
  const missing = dataset === undefined ? "Choose a dataset first" : undefined;
  const wrong = checked && !checked.valid ? count(checked.problems.length, "thing") + " to fix" : undefined;
  const unless = fixed ?? wrong ?? missing;
  useShortcuts([
    {
      id: "setup train",
      keys: "Mod+Enter",
      label: "Train",
      inFields: true,
      enabled: fixed !== undefined || (!unless && !busy),
      unless: fixed,
      run: train,
    },
    {
      id: "setup keep",
      keys: "Mod+S",
      label: "Keep",
      inFields: true,
      enabled: fixed !== undefined || (!busy && !same),
      unless: fixed,
      run: save,
    },
  ]);
  return (
    <>
      <PageHeader
        title={setup?.name ?? "New setup"}
        detail={<span role="status">{checkedWords(checked)}</span>}
        actions={
          <>
            {unless && <span className="self-center text-sm text-text-2">{unless}</span>}
            <Button
              busy={acts.keep.isPending || acts.make.isPending}
              disabled={same || wrong !== undefined}
              unless={fixed}
              onClick={save}
            >
              {same ? "Kept" : "Keep"}
            </Button>
            <Button disabled={unless !== undefined || busy} onClick={sweep}>
              Sweep…
            </Button>
            <Button
              variant="primary"
              keys="Mod+Enter"
              busy={acts.start.isPending}
              disabled={unless !== undefined}
              onClick={train}
            >
              Train
            </Button>
          </>
        }
      />
      {problem && <ErrorBlock error={problem} title="That was not done." className="mb-4" />}
      {stray && stray.length > 0 && (
        <ul role="alert" className="mb-4 grid gap-1 rounded-card bg-danger-tint p-3">
          {stray.map(({ field, message }) => (
            <li key={field}>
              <code className="font-mono">{field}</code>: {message}
            </li>
          ))}
        </ul>
      )}
      <fieldset disabled={fixed !== undefined} className="grid max-w-5xl min-w-0 gap-6">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={problem?.field("name")}>
            <Input
              value={name}
              maxLength={80}
              placeholder="Untitled"
              autoComplete="off"
              onChange={({ target }) => setName(target.value)}
            />
          </Field>
          <Field label="Dataset" error={problemOf("dataset")}>
            <Select
              value={dataset}
              onChange={setDataset}
              placeholder={datasets.length > 0 ? "Choose one" : "There is none yet"}
              options={datasets.map((each) => ({
                value: each.id,
                label: `${each.name}, ${count(each.pictures, "picture")}`,
              }))}
            />
          </Field>
        </div>
        {GROUPS.map(({ group, title }) => {
          const members = fields.filter((field) => field.group === group);
          const changed = members.filter((field) => isChanged(field, settings)).length;
          return (
            <details key={group} open={group === "main"} className="rounded-card bg-bg-2 p-4">
              <summary className="cursor-pointer text-lg font-medium">
                {title}
                {changed > 0 && (
                  <span className="ml-2 text-sm font-normal text-text-2">{changed} changed</span>
                )}
              </summary>
              <div className="mt-4 grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
                {members.map((field) => (
                  <SettingRow
                    key={field.name}
                    field={field}
                    settings={settings}
                    problem={problemOf(field.name)}
                    warning={checked?.warnings.find((each) => each.field === field.name)?.message}
                    known={field.name === "model_flavour" ? models : []}
                    onChange={setSettings}
                  />
                ))}
              </div>
            </details>
          );
        })}
      </fieldset>
      {sweeping && (
        <SweepDialog
          project={project}
          setup={sweeping}
          name={typed}
          fields={fields}
          onClose={() => {
            setSweeping(undefined);
            if (!setup) open(sweeping);
          }}
        />
      )}
    </>
  );
}
