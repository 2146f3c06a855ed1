import { ofKind, type Model } from "@/api/shelf";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Checkbox, Switch } from "@/components/ui/toggles";

import { takes } from "../model-facts";
import { useForm } from "../store";

const OWN = "model";

interface Props {
  model: Model | undefined;
  models: readonly Model[];
}

/** How the words are read, and what stands in for parts of the model; only what this model can do. */
export function WordsAndModel({ model, models }: Props) {
  const { form, change } = useForm();
  const vaes = fitting(ofKind(models, "vae"), model);
  const embeddings = fitting(ofKind(models, "embedding"), model);
  const number = (name: "clip_skip" | "guidance_rescale" | "true_cfg_scale", own: string, step = 1) => ({
    value: form[name],
    placeholder: own,
    step,
    onChange: (value: number | null) => change({ [name]: value }),
  });
  return (
    <div className="grid gap-4">
      <Switch
        label="Weights in the words"
        help="(word:1.3) counts more, [word] less, BREAK begins anew."
        checked={form.prompt_weighting === "auto"}
        onChange={(on) => change({ prompt_weighting: on ? "auto" : "off" })}
      />
      <Switch
        label="Draw alone"
        help="The same to the bit each time; slower while others draw."
        checked={form.solo}
        onChange={(solo) => change({ solo })}
      />
      {takes(model, "clip_skip") && (
        <Field label="Layers of CLIP to skip" note="clip_skip">
          <NumberField {...number("clip_skip", "none")} />
        </Field>
      )}
      {takes(model, "guidance_rescale") && (
        <Field label="Against overexposure" note="guidance_rescale">
          <NumberField {...number("guidance_rescale", "0", 0.1)} />
        </Field>
      )}
      {takes(model, "true_cfg_scale") && (
        <Field label="Second guidance" note="true_cfg_scale" help="Needed for what to avoid.">
          <NumberField {...number("true_cfg_scale", "none", 0.5)} />
        </Field>
      )}
      {vaes.length > 0 && (
        <Field label="VAE" note="vae">
          <Select
            value={form.vae ?? OWN}
            onChange={(name) => change({ vae: name === OWN ? null : name })}
            options={[
              { value: OWN, label: "The model's own" },
              ...vaes.map(({ name, title }) => ({ value: name, label: title ?? name })),
            ]}
          />
        </Field>
      )}
      {embeddings.length > 0 && (
        <fieldset className="grid">
          <legend className="mb-1 font-medium">Embeddings</legend>
          {embeddings.map(({ name, title, words = [] }) => (
            <Checkbox
              key={name}
              label={title ?? name}
              help={words.length > 0 ? `say ${words.join(", ")}` : undefined}
              checked={form.embeddings.includes(name)}
              onChange={(on) =>
                change({
                  embeddings: on
                    ? [...form.embeddings, name]
                    : form.embeddings.filter((each) => each !== name),
                })
              }
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}

function fitting(models: readonly Model[], base: Model | undefined): Model[] {
  return models.filter(({ family }) => !family || !base?.family || family === base.family);
}
