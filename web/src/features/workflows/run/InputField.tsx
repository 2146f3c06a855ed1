import { useQuery } from "@tanstack/react-query";
import { ImagePlus, X } from "lucide-react";

import { namedPictureQuery } from "@/api/inputs";
import { PickPicture } from "@/components/PickPicture";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input, Textarea } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";

import type { WorkflowInput } from "../queries";
import { isNumber, labelOf, wrong, type Value } from "./form";

interface Props {
  input: WorkflowInput;
  value: Value;
  onChange: (value: Value) => void;
  /** Names that may be chosen where the template names none, such as a server's checkpoints. */
  known: readonly string[];
  /** What the server said is wrong with it. */
  error: string | undefined;
}

/** One thing that a run chooses, by its kind. */
export function InputField({ input, value, onChange, known, error }: Props) {
  const { kind, description = "", choices = [], required = false, min, max } = input;
  const label = labelOf(input);
  const told = {
    label,
    help: description || undefined,
    error: error ?? (value === null || value === "" ? undefined : wrong(input, value)),
    note: required ? "needed" : min != null && max != null ? `${min} to ${max}` : undefined,
  };
  const text = typeof value === "string" ? value : "";
  if (kind === "bool")
    return <Switch label={label} help={description} checked={value === true} onChange={onChange} />;
  if (kind === "image") return <ImageField {...told} value={text} onChange={onChange} />;
  if (isNumber(input))
    return (
      <Field {...told}>
        <NumberField
          value={typeof value === "number" ? value : null}
          step={input.step ?? (kind === "width" || kind === "height" ? 8 : 1)}
          placeholder={kind === "seed" ? "by chance" : String(input.default ?? "")}
          onChange={onChange}
        />
      </Field>
    );
  const offered = choices.length > 0 ? choices : kind === "model" ? known : [];
  if (offered.length > 0) {
    const options = [...new Set([...(text ? [text] : []), ...offered])];
    return (
      <Field {...told}>
        <Select
          value={text || undefined}
          placeholder="The template’s own"
          onChange={onChange}
          options={options.map((each) => ({ value: each, label: each }))}
        />
      </Field>
    );
  }
  if (kind === "prompt" || kind === "negative" || kind === "text")
    return (
      <Field {...told}>
        <Textarea value={text} onChange={(event) => onChange(event.target.value)} />
      </Field>
    );
  return (
    <Field {...told}>
      <Input
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

interface ImageProps {
  label: string;
  help: string | undefined;
  error: string | undefined;
  note: string | undefined;
  value: string;
  onChange: (value: Value) => void;
}

function ImageField({ label, help, error, note, value, onChange }: ImageProps) {
  const { data: picture } = useQuery({ ...namedPictureQuery(value), enabled: value !== "" });
  return (
    <div className="grid gap-1.5">
      <div className="flex items-end gap-3">
        {value !== "" && (
          <span className="size-20 shrink-0 overflow-hidden rounded-print bg-bg-3">
            {picture && (
              <img src={picture.thumbnail_url} alt={picture.name} className="size-full object-cover" />
            )}
          </span>
        )}
        <Field label={label} help={help} error={error} note={note} className="grow">
          <PickPicture
            label={label}
            onPick={onChange}
            trigger={
              <Button className="justify-self-start">
                <ImagePlus aria-hidden /> {value === "" ? "Choose a picture" : "Another picture"}
              </Button>
            }
          />
        </Field>
        {value !== "" && <IconButton icon={X} label={`Without ${label}`} onClick={() => onChange(null)} />}
      </div>
    </div>
  );
}
