import { useQuery } from "@tanstack/react-query";

import { Skeleton } from "@/components/ui/skeleton";

import { loadOptionsQuery, type LoadOptions } from "../queries";
import { OPTION_GROUPS, type OptionName } from "./option-words";
import { OptionControl, PartsControl } from "./OptionControl";
import { choicesOf, same, type OptionValue } from "./options";

interface Props {
  value: LoadOptions;
  /** What is kept for the model, to mark what differs from it. */
  kept: LoadOptions;
  onChange: (changed: LoadOptions) => void;
  clashes: Partial<Record<OptionName, string>>;
  /** Names of the model's parts. */
  parts: readonly string[];
  worker: string | undefined;
}

/** Every switch by which a model is brought into memory, with what the devices here can do. */
export function OptionsEditor({ value, kept, onChange, clashes, parts, worker }: Props) {
  const { data } = useQuery(loadOptionsQuery);
  if (!data) return <Skeleton className="h-96" />;
  const devices = worker ? data.filter((each) => each.worker === worker) : data;
  return (
    <div className="gap-x-8 lg:columns-2">
      {OPTION_GROUPS.map(({ title, names }) => (
        <fieldset key={title} className="mb-6 grid break-inside-avoid gap-3">
          <legend className="mb-2 text-text-3">{title}</legend>
          {names.map((name) =>
            name === "quantize_parts" ? (
              <PartsControl
                key={name}
                parts={parts}
                chosen={value.quantize_parts ?? []}
                onChange={(next) => onChange({ quantize_parts: next })}
                clash={clashes[name]}
                disabled={value.quantization === "none" && (value.quantize_parts ?? []).length === 0}
              />
            ) : (
              <OptionControl
                key={name}
                name={name}
                value={value[name] ?? null}
                choices={withOwn(choicesOf(name, devices), value[name] ?? null)}
                onChange={(next) => onChange({ [name]: next })}
                clash={clashes[name]}
                changed={!same(value[name], kept[name])}
              />
            ),
          )}
        </fieldset>
      ))}
    </div>
  );
}

/** Without a worker nobody tells the choices; what is set stays to be seen. */
function withOwn(choices: ReturnType<typeof choicesOf>, value: OptionValue) {
  return choices.some((choice) => choice.value === value) ? choices : [{ value }, ...choices];
}
