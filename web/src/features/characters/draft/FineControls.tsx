import { RotateCcw } from "lucide-react";
import { useState } from "react";

import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/toggles";

import type { Overrides, Plan } from "../queries";
import { GROUPS, limitsOf, numberError, type FieldName } from "./fields";

interface Props {
  overrides: Overrides;
  plan: Plan | undefined;
  /** Of the settings that changed; null gives one back to the preset. */
  onChange: (changed: Overrides) => void;
}

/** Every setting of a training; an empty field is as the preset has it. */
export function FineControls({ overrides, plan, onChange }: Props) {
  return (
    <div className="gap-6 lg:columns-2">
      {GROUPS.map(({ title, fields }) => (
        <fieldset
          key={title}
          className="mb-6 grid break-inside-avoid content-start gap-4 rounded-card bg-bg-2 p-4"
        >
          <legend className="float-left text-text-3">{title}</legend>
          {Object.entries(fields).map(([key, { label, term, unit, step }]) => {
            const name = key as FieldName;
            const limits = limitsOf(name);
            const change = (value: number | boolean | undefined) => onChange({ [name]: value ?? null });
            const effective = plan?.training[name];
            const reset = overrides[name] != null && (
              <IconButton
                icon={RotateCcw}
                label={`${label}: as the preset has it`}
                className={limits.type === "boolean" ? "shrink-0" : "mt-[26px] shrink-0"}
                onClick={() => change(undefined)}
              />
            );
            return limits.type === "boolean" ? (
              <div key={name} className="flex items-start gap-2">
                <Switch
                  className="grow"
                  checked={(overrides[name] ?? effective) === true}
                  onChange={change}
                  label={label}
                  help={[limits.description, term].filter(Boolean).join(" · ")}
                />
                {reset}
              </div>
            ) : (
              <div key={name} className="flex items-start gap-2">
                <NumberSetting
                  // A value that came from elsewhere, such as a reset, is a new field.
                  key={String(overrides[name] ?? "")}
                  name={name}
                  label={label}
                  term={term}
                  unit={unit}
                  step={step}
                  value={overrides[name] as number | null | undefined}
                  effective={typeof effective === "number" ? effective : undefined}
                  onChange={change}
                />
                {reset}
              </div>
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}

interface NumberProps {
  name: FieldName;
  label: string;
  term: string;
  unit: string | undefined;
  step: number | undefined;
  value: number | null | undefined;
  /** What the preset or the model gives. */
  effective: number | undefined;
  onChange: (value: number | undefined) => void;
}

function NumberSetting({ name, label, term, unit, step, value, effective, onChange }: NumberProps) {
  const text = value == null ? "" : String(value);
  const [typed, setTyped] = useState(text);
  const [shown, setShown] = useState(text);
  if (shown !== text) {
    // A value that came from elsewhere, such as by a reset.
    setShown(text);
    setTyped(text);
  }
  const limits = limitsOf(name);
  const error = typed.trim() === "" ? undefined : numberError(typed, limits);
  const keep = () => {
    if (error) return;
    const next = typed.trim() === "" ? undefined : Number(typed);
    if (next !== (value ?? undefined)) onChange(next);
  };
  return (
    <Field
      label={label}
      note={[term, unit].filter(Boolean).join(" · ")}
      help={limits.description}
      error={error}
      className="grow"
    >
      <Input
        type="number"
        inputMode="decimal"
        value={typed}
        step={step ?? (limits.type === "integer" ? 1 : "any")}
        min={limits.minimum}
        max={limits.maximum}
        placeholder={effective === undefined ? "as the model has it" : String(effective)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) keep();
        }}
        className="tabular-nums"
      />
    </Field>
  );
}
