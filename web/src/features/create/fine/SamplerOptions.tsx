import { useQuery } from "@tanstack/react-query";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";

import type { SamplerOptions as Options } from "../form";
import { samplersQuery, type Sampler } from "../queries";
import { useForm } from "../store";

type Value = Options[string];
type Option = Sampler["options"][number];

const OWN = "own";

/** Every setting that a sampler has, as diffusers names it. What is left alone is as the model has it. */
export default function SamplerOptions({ model, sampler }: { model: string; sampler: string }) {
  const { form, change } = useForm();
  const { data: samplers } = useQuery(samplersQuery(model));
  const options = samplers?.find(({ name }) => name === sampler)?.options ?? [];
  const set = (name: string, value: Value | undefined) => {
    const { [name]: _, ...rest } = form.scheduler_options;
    change({ scheduler_options: value === undefined ? rest : { ...rest, [name]: value } });
  };
  return (
    <div className="grid gap-3 pt-2">
      {options.map((option) => (
        <Field key={option.name} label={<code className="font-mono text-sm font-normal">{option.name}</code>}>
          <OptionField
            option={option}
            value={form.scheduler_options[option.name]}
            onChange={(value) => set(option.name, value)}
          />
        </Field>
      ))}
    </div>
  );
}

interface FieldProps {
  option: Option;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

/** The control that a setting's type asks for; Field hands it the id. */
function OptionField({ option, value, onChange, ...field }: FieldProps) {
  const { type, default: own, choices = [] } = option;
  const told = own === null ? "none" : String(own);
  if (type === "int" || type === "float")
    return (
      <NumberField
        {...field}
        value={typeof value === "number" ? value : null}
        placeholder={told}
        step={type === "int" ? 1 : 0.1}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  if (type === "str" && choices.length === 0)
    return (
      <Input
        {...field}
        value={typeof value === "string" ? value : ""}
        placeholder={told}
        onChange={({ target }) => onChange(target.value || undefined)}
      />
    );
  const values = type === "bool" ? ["true", "false"] : choices;
  return (
    <Select
      {...field}
      value={value === undefined ? OWN : String(value)}
      onChange={(next) => onChange(next === OWN ? undefined : type === "bool" ? next === "true" : next)}
      options={[
        { value: OWN, label: `As it is (${told})` },
        ...values.map((each) => ({ value: each, label: each })),
      ]}
    />
  );
}
