import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";

import { sayFailed, sayWithUndo } from "@/components/toast";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useUnless } from "@/components/unless";

import { samplersQuery, type Model } from "../queries";
import { useUpdateModel } from "../use-model-acts";
import { NUMBERS, readNumber, type NumberName } from "./defaults";

type Changes = Model["settings"]["defaults"];
type Sampler = Model["defaults"]["scheduler"];

/** What its pictures take when nobody says otherwise; an empty field is as the model's family has it. */
export function Defaults({ model }: { model: Model }) {
  const update = useUpdateModel(model.name);
  const { data: samplers = [] } = useQuery(samplersQuery(model.name));
  const unless = useUnless("admin");
  const own = model.settings.defaults ?? {};
  const change = (defaults: NonNullable<Changes>) => {
    const before = Object.fromEntries(
      Object.keys(defaults).map((name) => [name, own[name as keyof typeof own] ?? null]),
    );
    update.mutate(
      { defaults },
      {
        onSuccess: () => sayWithUndo(`Kept for ${model.name}.`, () => update.mutate({ defaults: before })),
        onError: (error) => sayFailed("That was not kept.", error),
      },
    );
  };
  return (
    <section aria-labelledby="defaults" className="rounded-card border border-line-1 bg-bg-2 p-4">
      <fieldset disabled={unless !== undefined} title={unless} className="grid min-w-0 gap-4">
        <div>
          <h2 id="defaults" className="text-lg font-medium">
            What its pictures take
          </h2>
          <p className="text-sm text-text-3">Unless a picture is asked for otherwise.</p>
        </div>
        <div className="grid grid-cols-2 gap-3">
          {(Object.keys(NUMBERS) as NumberName[]).map((name) => (
            <NumberDefault
              key={`${name} ${own[name] ?? ""}`}
              name={name}
              own={own[name] ?? null}
              effective={model.defaults[name] ?? null}
              onChange={(value) => change({ [name]: value })}
            />
          ))}
        </div>
        <div className="flex items-end gap-1">
          <Field label="Sampler" className="min-w-0 grow">
            <Select<Sampler & string>
              value={own.scheduler ?? model.defaults.scheduler}
              onChange={(scheduler) => change({ scheduler })}
              options={samplers.map(({ name }) => ({ value: name as Sampler & string, label: name }))}
            />
          </Field>
          {own.scheduler != null && (
            <IconButton
              icon={RotateCcw}
              label="Sampler: as its family has it"
              onClick={() => change({ scheduler: null })}
            />
          )}
        </div>
      </fieldset>
    </section>
  );
}

interface NumberProps {
  name: NumberName;
  own: number | null;
  effective: number | null;
  onChange: (value: number | null) => void;
}

function NumberDefault({ name, own, effective, onChange }: NumberProps) {
  const rule = NUMBERS[name];
  const [typed, setTyped] = useState(own === null ? "" : String(own));
  const [wrong, setWrong] = useState<string>();
  const commit = () => {
    const value = readNumber(rule, typed);
    setWrong(typeof value === "string" ? value : undefined);
    if (typeof value !== "string" && value !== own) onChange(value);
  };
  return (
    <Field label={rule.label} {...(rule.note && { note: rule.note })} error={wrong} className="content-end">
      <Input
        inputMode="decimal"
        className="tabular-nums"
        value={typed}
        placeholder={effective === null ? "" : String(effective)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
    </Field>
  );
}
