import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { count } from "@/lib/format";

import { useSetupActs } from "./acts";
import { readSpace } from "./fields";
import { sweepQuery, type Dimension, type SettingField } from "./queries";

interface Props {
  project: string;
  /** Its id. */
  setup: string;
  name: string;
  fields: readonly SettingField[];
  onClose: () => void;
}

interface Row {
  field: string;
  values: string;
}

/** Several runs that differ in some settings; how many is said before they start. */
export function SweepDialog({ project, setup, name: of, fields, onClose }: Props) {
  const { sweep } = useSetupActs(project);
  const [name, setName] = useState(`${of} sweep`);
  const [method, setMethod] = useState<"grid" | "random">("grid");
  const [tries, setTries] = useState("10");
  const [rows, setRows] = useState<readonly Row[]>([{ field: "lr", values: "0.0003, 0.001, 0.003" }]);
  const space: Record<string, Dimension> = {};
  for (const { field, values } of rows) {
    const known = fields.find((each) => each.name === field);
    const dimension = known && readSpace(known, values);
    if (dimension) space[field] = dimension;
  }
  const ready = Object.keys(space).length > 0;
  const ask = useDeferredValue({
    config: setup,
    settings: {},
    method,
    space,
    count: Number(tries) || 1,
    seed: 0,
  });
  const { data: preview, error } = useQuery(sweepQuery(ask, ready));
  const wrong = preview?.problems ?? [];
  const change = (at: number, next: Partial<Row>) =>
    setRows(rows.map((row, i) => (i === at ? { ...row, ...next } : row)));
  const failed = sweep.error ?? (ready ? error : null);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Sweep"
      description="Values with commas between, or a range such as 0.0001..0.01 log."
      className="sm:w-[min(40rem,92vw)]"
      footer={
        <>
          <span role="status" className="mr-auto self-center text-text-2 tabular-nums">
            {ready && preview ? count(preview.count, "run") : "Say what to vary"}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={sweep.isPending}
            disabled={!ready || !preview || wrong.length > 0 || name.trim() === ""}
            onClick={() => sweep.mutate({ ...ask, name: name.trim(), notes: "", tags: [], gpu: false })}
          >
            Start {ready && preview ? count(preview.count, "run") : ""}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Name">
          <Input value={name} maxLength={80} onChange={({ target }) => setName(target.value)} />
        </Field>
        <div className="flex flex-wrap items-end gap-4">
          <RadioCards
            label="Which"
            look="line"
            value={method}
            onChange={setMethod}
            cards={[
              { value: "grid", label: "Every combination" },
              { value: "random", label: "Some, by chance" },
            ]}
          />
          {method === "random" && (
            <Field label="How many" className="w-24">
              <Input inputMode="numeric" value={tries} onChange={({ target }) => setTries(target.value)} />
            </Field>
          )}
        </div>
        <ul aria-label="What is varied" className="grid gap-2">
          {rows.map((row, i) => (
            <li key={i} className="flex flex-wrap gap-2">
              <Select
                aria-label={`Setting ${i + 1}`}
                value={row.field}
                onChange={(field) => change(i, { field })}
                className="w-48"
                options={fields.map((each) => ({ value: each.name, label: each.name }))}
              />
              <Input
                aria-label={`Values of ${row.field}`}
                value={row.values}
                className="min-w-40 flex-1 font-mono"
                onChange={({ target }) => change(i, { values: target.value })}
              />
              <IconButton
                icon={X}
                label={`Do not vary ${row.field}`}
                onClick={() => setRows(rows.filter((_, at) => at !== i))}
              />
            </li>
          ))}
        </ul>
        <Button
          className="justify-self-start"
          onClick={() => setRows([...rows, { field: "weight_decay", values: "" }])}
        >
          <Plus aria-hidden /> Vary another
        </Button>
        {wrong.length > 0 && (
          <ul role="alert" className="text-danger">
            {wrong.map(({ field, message }) => (
              <li key={field}>
                <code className="font-mono">{field}</code>: {message}
              </li>
            ))}
          </ul>
        )}
        {failed && <ErrorBlock error={failed} title="The sweep cannot start like this." />}
      </div>
    </Dialog>
  );
}
