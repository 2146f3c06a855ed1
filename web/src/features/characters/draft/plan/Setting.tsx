import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";

import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";

import { modelsQuery } from "../../queries";
import { limitsOf, linesOf, numberError, type FieldName, type Words } from "./fields";

/** A setting as the API has it; undefined gives it back to the preset. */
type Value = number | boolean | string | string[] | undefined;

interface Props {
  name: FieldName;
  words: Words;
  /** What was set by hand. */
  value: Value;
  /** What the preset or the model gives. */
  effective: Value;
  /** Why the server does not take it. */
  refused: string | undefined;
  onChange: (value: Value) => void;
}

/** What the server calls the base's own autoencoder as a judge. */
const OWN_EYES = "autoencoder";

/** One setting: a switch, a choice, a number or lines of words, with the way back to the preset. */
export function Setting(props: Props) {
  const { name, words, value, effective, refused, onChange } = props;
  const { type, description } = limitsOf(name);
  const term = words.term ?? name;
  const isSwitch = type === "boolean";
  return (
    <div className="flex items-start gap-2">
      {isSwitch ? (
        <div className="grow">
          <Switch
            checked={(value ?? effective) === true}
            onChange={onChange}
            label={words.label}
            help={[description, term].filter(Boolean).join(" · ")}
          />
          {refused && (
            <p role="alert" className="text-sm text-danger">
              {refused}
            </p>
          )}
        </div>
      ) : (
        <Control {...props} term={term} />
      )}
      {value !== undefined && (
        <IconButton
          icon={RotateCcw}
          label={`${words.label}: as the preset has it`}
          className={isSwitch ? "shrink-0" : "mt-[26px] shrink-0"}
          onClick={() => onChange(undefined)}
        />
      )}
    </div>
  );
}

function Control({ term, ...props }: Props & { term: string }) {
  const { name, words, value, effective, refused, onChange } = props;
  const { type, description } = limitsOf(name);
  const field = {
    label: words.label,
    note: [term, words.unit].filter(Boolean).join(" · "),
    help: description,
    className: "min-w-0 grow",
  };
  if (words.choices) {
    return (
      <Field {...field} error={refused}>
        <Select
          value={(value ?? effective) as string | undefined}
          placeholder="As the device and the model have it"
          options={Object.entries(words.choices).map(([key, label]) => ({ value: key, label }))}
          onChange={onChange}
        />
      </Field>
    );
  }
  if (type === "array") return <Lines {...props} field={field} />;
  if (type === "string") return <Judge {...props} field={field} />;
  return <NumberSetting {...props} field={field} />;
}

type Part = Props & { field: Omit<Parameters<typeof Field>[0], "children" | "error"> };

/** What is typed, until it is kept; a value that came from elsewhere, such as a reset, takes its place. */
function useTyped(text: string) {
  const [typed, setTyped] = useState(text);
  const [shown, setShown] = useState(text);
  if (shown !== text) {
    setShown(text);
    setTyped(text);
  }
  return [typed, setTyped] as const;
}

function NumberSetting({ name, words, value, effective, refused, field, onChange }: Part) {
  const limits = limitsOf(name);
  const [typed, setTyped] = useTyped(value === undefined ? "" : String(value));
  const error = typed.trim() === "" ? undefined : numberError(typed, limits);
  const keep = () => {
    const next = typed.trim() === "" ? undefined : Number(typed);
    if (!error && next !== value) onChange(next);
  };
  return (
    <Field {...field} error={error ?? refused}>
      <Input
        type="number"
        inputMode="decimal"
        value={typed}
        step={words.step ?? (limits.type === "integer" ? 1 : "any")}
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

/** A prompt a line. */
function Lines({ name, value, effective, refused, field, onChange }: Part) {
  const text = (lines: Value) => (Array.isArray(lines) ? lines.join("\n") : "");
  const [typed, setTyped] = useTyped(text(value));
  const keep = () => {
    const lines = linesOf(typed);
    if (lines.join("\n") !== text(value)) onChange(lines.length > 0 ? lines : undefined);
  };
  return (
    <Field {...field} error={refused} help={`${limitsOf(name).description ?? ""} One a line.`}>
      <Textarea
        value={typed}
        placeholder={text(effective) || "as the model has it"}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        className="text-base"
      />
    </Field>
  );
}

/** One of the installed models that see what is on a picture. */
function Judge({ value, refused, field, onChange }: Part) {
  const { data: models = [] } = useQuery(modelsQuery);
  const judges = models.filter(
    ({ kind, pipeline }) => kind === "classifier" && !pipeline?.includes("ForImageClassification"),
  );
  return (
    <Field {...field} error={refused}>
      <Select
        value={value as string | undefined}
        placeholder="The best that is installed"
        options={[
          { value: OWN_EYES, label: "The base model's own eyes" },
          ...judges.map((model) => ({ value: model.name, label: model.name })),
        ]}
        onChange={onChange}
      />
    </Field>
  );
}
