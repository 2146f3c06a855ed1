import { OctagonAlert } from "lucide-react";
import { useId } from "react";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Checkbox, Switch } from "@/components/ui/toggles";

import { OPTION_WORDS, valueWords, type OptionName } from "./option-words";
import type { Choice, OptionValue } from "./options";

interface Props {
  name: OptionName;
  value: OptionValue;
  choices: readonly Choice[];
  onChange: (value: OptionValue) => void;
  /** What it does not go together with, and what would work. */
  clash: string | undefined;
  changed: boolean;
}

/** One load option: a switch where it is on or off, a list where it has more values. */
export function OptionControl({ name, value, choices, onChange, clash, changed }: Props) {
  const { label, help } = OPTION_WORDS[name];
  const marked = (
    <>
      {label}
      {changed && (
        <>
          <span aria-hidden className="ml-1.5 inline-block size-1.5 rounded-full bg-lamp align-middle" />
          <span className="sr-only">, changed</span>
        </>
      )}
    </>
  );
  if (typeof value !== "boolean") {
    const chosen = choices.find((choice) => choice.value === value);
    const options = [...choices].sort((a, b) => Number(!!a.unless) - Number(!!b.unless));
    return (
      <Field
        label={marked}
        note={<Term name={name} />}
        help={chosen?.note ? `${help} ${capital(chosen.note)}.` : help}
        error={clash}
      >
        <Select
          value={value ?? NOTHING}
          onChange={(next) => onChange(next === NOTHING ? null : next)}
          options={options.map((choice) => ({
            value: typeof choice.value === "string" ? choice.value : NOTHING,
            label: valueWords(name, choice.value),
            ...(choice.unless && { unless: capital(choice.unless) }),
          }))}
        />
      </Field>
    );
  }
  const other = choices.find((choice) => choice.value !== value);
  const told = choices.find((choice) => choice.value === true);
  const more = value ? told?.note : (other?.unless ?? told?.note);
  return (
    <div>
      <Switch
        checked={value}
        onChange={onChange}
        disabled={other?.unless !== undefined}
        label={
          <span className="flex items-baseline justify-between gap-3">
            <span>{marked}</span>
            <Term name={name} />
          </span>
        }
        help={more ? `${help} ${capital(more)}.` : help}
        className="has-disabled:text-text-3! [&>span]:grow"
      />
      {clash && <Clash>{clash}</Clash>}
    </div>
  );
}

interface PartsProps {
  parts: readonly string[];
  chosen: readonly string[];
  onChange: (parts: string[]) => void;
  clash: string | undefined;
  disabled: boolean;
}

/** The parts of the model whose weights are rounded. */
export function PartsControl({ parts, chosen, onChange, clash, disabled }: PartsProps) {
  const { label, help } = OPTION_WORDS.quantize_parts;
  const id = useId();
  return (
    <fieldset aria-describedby={id}>
      <legend className="flex w-full items-baseline justify-between gap-3 font-medium">
        {label} <Term name="quantize_parts" />
      </legend>
      {!disabled && (
        <div className="flex flex-wrap gap-x-5">
          {parts.map((part) => (
            <Checkbox
              key={part}
              label={<code className="font-mono text-sm">{part}</code>}
              checked={chosen.includes(part)}
              onChange={(on) => onChange(on ? [...chosen, part] : chosen.filter((each) => each !== part))}
            />
          ))}
        </div>
      )}
      <p id={id} className="max-w-[68ch] text-sm text-text-3">
        {disabled ? "Choose a rounding first." : help}
      </p>
      {clash && <Clash>{clash}</Clash>}
    </fieldset>
  );
}

/** What tutorials and refusals call it. */
function Term({ name }: { name: OptionName }) {
  return (
    <code aria-hidden className="font-mono text-sm text-text-3">
      {name}
    </code>
  );
}

function Clash({ children }: { children: string }) {
  return (
    <p className="mt-1 flex gap-1.5 text-sm text-danger">
      <OctagonAlert aria-hidden className="mt-px size-4 shrink-0" strokeWidth={1.75} />
      {children}
    </p>
  );
}

const NOTHING = "-";
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
