import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useMay } from "@/api/login";
import { Problem } from "@/api/problem";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { useShortcuts } from "@/keys/hooks";
import { randomId } from "@/lib/ids";

import {
  readyCharacters,
  serversQuery,
  useWorkflowActs,
  type Workflow,
  type WorkflowInput,
} from "../queries";
import { firstWrong, isWide, sentValues, startValues, type Values } from "./form";
import { InputField } from "./InputField";

const ANY = "any";
const NOBODY = "nobody";

interface Props {
  workflow: Workflow;
  onStarted: (job: string) => void;
}

/** A form made of what the template lets a run choose. */
export function RunForm({ workflow, onStarted }: Props) {
  const { name, inputs = [], takes_characters = false } = workflow;
  const may = useMay("generate");
  const { data: servers = [] } = useQuery(serversQuery);
  const { run } = useWorkflowActs();
  const [values, setValues] = useState<Values>(() => startValues(inputs));
  const [character, setCharacter] = useState(NOBODY);
  const [times, setTimes] = useState<number | null>(1);
  const [server, setServer] = useState(ANY);
  const drivers = servers.flatMap(({ worker, address, up }) => (worker ? [{ worker, address, up }] : []));
  const sent = sentValues(inputs, values);
  const n = times ?? 1;
  const why = !may
    ? "Viewers look at what is shared with them."
    : drivers.length === 0
      ? "No ComfyUI server has a worker."
      : (firstWrong(inputs, values) ?? (n >= 1 ? undefined : "How often: a whole number."));
  const start = () => {
    if (why || !sent || run.isPending) return;
    const body = {
      values: sent,
      n,
      ...(character !== NOBODY && { character_id: character }),
      ...(server !== ANY && { server }),
    };
    run.mutate({ name, body, intent: randomId() }, { onSuccess: ({ job_id }) => onStarted(job_id) });
  };
  useShortcuts([
    { id: "workflow run", keys: "Mod+Enter", label: "Run the workflow", run: start, inFields: true },
  ]);
  const problem = run.error && Problem.from(run.error);
  const checkpoints = [...new Set(servers.flatMap((each) => each.checkpoints ?? []))];
  const field = (input: WorkflowInput) => (
    <InputField
      key={input.name}
      input={input}
      value={values[input.name] ?? null}
      onChange={(value) => setValues({ ...values, [input.name]: value })}
      known={input.kind === "model" ? checkpoints : []}
      error={problem?.field(`values.${input.name}`)}
    />
  );
  return (
    <form
      aria-label="What the run chooses"
      className="grid content-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      {inputs.filter(isWide).map(field)}
      {takes_characters && <Who value={character} onChange={setCharacter} />}
      <div className="grid grid-cols-2 items-start gap-4 *:min-w-0">
        {inputs.filter((input) => !isWide(input)).map(field)}
        <Field label="How often" help="Each with the next seed.">
          <NumberField value={times} onChange={setTimes} />
        </Field>
        {drivers.length > 1 && (
          <Field label="On">
            <Select
              value={server}
              onChange={setServer}
              options={[
                { value: ANY, label: "Whichever is free" },
                ...drivers.map(({ worker, address, up }) => ({
                  value: worker,
                  label: address,
                  ...(!up && { unless: "It does not answer" }),
                })),
              ]}
            />
          </Field>
        )}
      </div>
      {problem && <ErrorBlock error={problem} title="It was not started." />}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant="primary"
          keys="Mod+Enter"
          busy={run.isPending}
          disabled={why !== undefined}
        >
          Run
        </Button>
        {why && <p className="text-text-2">{why}</p>}
      </div>
    </form>
  );
}

function Who({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { data: characters = [] } = useQuery(readyCharacters);
  return (
    <Field label="Character" help={characters.length === 0 ? "None has been trained yet." : undefined}>
      <Select
        value={value}
        onChange={onChange}
        options={[
          { value: NOBODY, label: "Nobody in particular" },
          ...characters.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </Field>
  );
}
