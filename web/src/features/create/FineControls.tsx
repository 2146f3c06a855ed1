import { useQuery } from "@tanstack/react-query";
import { Dices, Lock } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { modelsQuery, ofKind } from "@/api/shelf";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { samplerName } from "@/lib/samplers";

import type { Errors } from "./checks";
import { SecondPass } from "./fine/SecondPass";
import { SeedsField } from "./fine/SeedsField";
import { WordsAndModel } from "./fine/WordsAndModel";
import { sizeFromText, type Model, type Scheduler } from "./form";
import { takes } from "./model-facts";
import { samplersQuery } from "./queries";
import { useForm } from "./store";

const SamplerOptions = lazy(() => import("./fine/SamplerOptions"));

const MODELS_OWN = "model";
const MAX_SEED = 2 ** 32 - 1;

const dice = () => Math.floor(Math.random() * MAX_SEED);

/** Exact values, under the names that tutorials use. What is empty is as the model has it. */
export function FineControls({ model, errors }: { model: Model | undefined; errors: Errors }) {
  const { form, change } = useForm();
  const defaults = model?.defaults;
  const { data: samplers } = useQuery(samplersQuery(model?.name));
  const { data: models } = useQuery(modelsQuery);
  const [options, setOptions] = useState(false);
  const sampler = form.scheduler ?? defaults?.scheduler;
  const set = Object.keys(form.scheduler_options).length;
  const number = (name: "width" | "height" | "num_inference_steps" | "guidance_scale" | "seed") => ({
    value: form[name],
    placeholder: name === "seed" ? "random" : String(defaults?.[name] ?? ""),
    onChange: (value: number | null) => change({ [name]: value }),
  });
  const pasteSize = (event: React.ClipboardEvent) => {
    const size = sizeFromText(event.clipboardData.getData("text"));
    if (!size) return;
    event.preventDefault();
    change(size);
  };
  return (
    <div className="grid gap-4 pt-2">
      <div className="grid grid-cols-2 items-start gap-3" onPaste={pasteSize}>
        <Field label="Width" note="px" error={errors.width}>
          <NumberField {...number("width")} step={8} />
        </Field>
        <Field label="Height" note="px" error={errors.height}>
          <NumberField {...number("height")} step={8} />
        </Field>
      </div>
      <Field label="How many" note="n" error={errors.n}>
        <NumberField value={form.n} placeholder="1" onChange={(n) => change({ n: n ?? 1 })} />
      </Field>
      <Field label="Steps" note="num_inference_steps" error={errors.num_inference_steps}>
        <NumberField {...number("num_inference_steps")} />
      </Field>
      <Field label="How closely to follow the words" note="guidance_scale" error={errors.guidance_scale}>
        <NumberField {...number("guidance_scale")} step={0.5} />
      </Field>
      <Field label="Sampler" note="scheduler">
        <Select
          value={form.scheduler ?? MODELS_OWN}
          onChange={(name) =>
            change({ scheduler: name === MODELS_OWN ? null : (name as Scheduler), scheduler_options: {} })
          }
          options={[
            {
              value: MODELS_OWN,
              label: `The model's own${defaults?.scheduler ? ` (${samplerName(defaults.scheduler)})` : ""}`,
            },
            ...(samplers ?? []).map(({ name }) => ({ value: name, label: samplerName(name) })),
          ]}
        />
      </Field>
      {model && sampler && (
        <details className="-mt-2" onToggle={({ currentTarget }) => setOptions(currentTarget.open)}>
          <summary className="cursor-pointer text-sm text-text-3">
            Options of this sampler {set > 0 && `(${set})`}
          </summary>
          <Suspense>{options && <SamplerOptions model={model.name} sampler={sampler} />}</Suspense>
        </details>
      )}
      <div className="flex items-end gap-1">
        <Field label="Seed" help="The same seed draws the same picture." error={errors.seed} className="grow">
          <NumberField {...number("seed")} />
        </Field>
        <span className="flex pb-6">
          <IconButton
            icon={Lock}
            label={form.seed === null ? "Keep one seed" : "Take a random seed each time"}
            aria-pressed={form.seed !== null}
            className="aria-pressed:text-lamp-text"
            onClick={() => change({ seed: form.seed === null ? dice() : null })}
          />
          <IconButton icon={Dices} label="Another seed" onClick={() => change({ seed: dice() })} />
        </span>
      </div>
      <SeedsField />
      {form.character_id && (
        <Field label="Likeness" note="lora_scale" error={errors.lora_scale}>
          <NumberField
            value={form.lora_scale}
            placeholder="1"
            step={0.05}
            onChange={(scale) => change({ lora_scale: scale ?? 1 })}
          />
        </Field>
      )}
      {takes(model, "hires") && <SecondPass upscalers={ofKind(models, "upscaler")} />}
      <WordsAndModel model={model} models={models ?? []} />
      <Field label="Model" note="model">
        <Input readOnly value={model?.name ?? ""} />
      </Field>
    </div>
  );
}
