import { RotateCcw } from "lucide-react";
import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";

import { boundWords, isChanged, readTyped, shownValue, valueOf, withValue } from "./fields";
import type { SettingField, Settings } from "./queries";

const LEFT_OUT = "left out"; // no choice is called that

interface Props {
  field: SettingField;
  settings: Settings;
  /** What the server says is wrong with it. */
  problem: string | undefined;
  warning: string | undefined;
  /** Models that can be named, of the setting that names one. */
  known: readonly string[];
  onChange: (settings: Settings) => void;
}

/** One setting: its control, what it does, whether it differs from the default, and the way back to it. */
export function SettingRow({ field, settings, problem, warning, known, onChange }: Props) {
  const { name, description, type } = field;
  const changed = isChanged(field, settings);
  const set = (value: unknown) => onChange(withValue(field, settings, value));
  const help = [description, boundWords(field), warning].filter(Boolean).join(". ");
  const back = changed && (
    <Button
      variant="ghost"
      size="small"
      aria-label={`${name}: back to ${shownValue(field.default) || "nothing"}`}
      onClick={() => set(field.default)}
    >
      <RotateCcw aria-hidden /> {shownValue(field.default) || "default"}
    </Button>
  );
  return (
    <div className={changed ? "border-l-2 border-lamp pl-3" : "border-l-2 border-transparent pl-3"}>
      {type === "boolean" ? (
        <div className="flex items-start gap-2">
          <Switch
            className="grow"
            label={<code className="font-mono font-medium">{name}</code>}
            help={problem ?? help}
            checked={valueOf(field, settings) === true}
            onChange={set}
          />
          {back}
        </div>
      ) : (
        <Field
          label={<code className="font-mono">{name}</code>}
          help={help}
          error={problem}
          note={back || undefined}
        >
          <Control field={field} value={valueOf(field, settings)} known={known} onChange={set} />
        </Field>
      )}
    </div>
  );
}

interface ControlProps {
  field: SettingField;
  value: unknown;
  known: readonly string[];
  onChange: (value: unknown) => void;
}

function Control({ field, value, known, onChange, ...given }: ControlProps) {
  const list = useId();
  const [typed, setTyped] = useState<string>();
  if (field.type === "choice")
    return (
      <Select
        {...given}
        value={value === null ? LEFT_OUT : shownValue(value)}
        onChange={(next) => onChange(next === LEFT_OUT ? null : next)}
        options={[
          ...(field.nullable ? [{ value: LEFT_OUT, label: "as it fits" }] : []),
          ...field.choices.map((choice) => ({ value: choice, label: choice })),
        ]}
      />
    );
  const numeric = field.type !== "text";
  return (
    <>
      <Input
        {...given}
        value={typed ?? shownValue(value)}
        placeholder={field.nullable ? "as it fits" : undefined}
        inputMode={numeric ? "decimal" : "text"}
        autoComplete="off"
        spellCheck={false}
        list={known.length > 0 ? list : undefined}
        className={numeric ? "tabular-nums" : "font-mono"}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(readTyped(field, target.value));
        }}
        onBlur={() => setTyped(undefined)}
      />
      {known.length > 0 && (
        <datalist id={list}>
          {known.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}
