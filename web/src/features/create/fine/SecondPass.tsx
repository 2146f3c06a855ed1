import type { Model } from "@/api/shelf";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/toggles";

import type { HiresAsk } from "../form";
import { useForm } from "../store";

const FIRST: HiresAsk = { scale: 2, strength: 0.5, upscaler: "lanczos" };

/** The finished picture made larger, and drawn over. */
export function SecondPass({ upscalers }: { upscalers: readonly Model[] }) {
  const { form, change } = useForm();
  const { hires } = form;
  const set = (part: Partial<HiresAsk>) => change({ hires: { ...FIRST, ...hires, ...part } });
  return (
    <div className="grid gap-3">
      <Switch
        label="Second, larger pass"
        help={form.mask_image ? "Not with a mask: it would draw over what the mask keeps." : undefined}
        checked={hires !== null && !form.mask_image}
        disabled={form.mask_image !== null}
        onChange={(on) => change({ hires: on ? FIRST : null })}
      />
      {hires && !form.mask_image && (
        <div className="grid gap-3 border-l border-line-1 pl-3">
          <div className="grid grid-cols-2 gap-3">
            <Field label="Larger by" note="×">
              <NumberField
                value={hires.scale ?? null}
                placeholder="2"
                step={0.25}
                onChange={(scale) => set({ scale })}
              />
            </Field>
            <Field label="Steps">
              <NumberField
                value={hires.num_inference_steps ?? null}
                placeholder="as the first"
                onChange={(num_inference_steps) => set({ num_inference_steps })}
              />
            </Field>
          </div>
          <Field label="How much to draw anew" note="strength">
            <NumberField
              value={hires.strength ?? null}
              placeholder="0.5"
              step={0.05}
              onChange={(strength) => set({ strength: strength ?? 0.5 })}
            />
          </Field>
          <Field label="Made larger by" note="upscaler">
            <Select
              value={hires.upscaler ?? "lanczos"}
              onChange={(upscaler) => set({ upscaler })}
              options={[
                { value: "lanczos", label: "Lanczos" },
                { value: "latent", label: "Latent" },
                ...upscalers.map(({ name, title }) => ({ value: name, label: title ?? name })),
              ]}
            />
          </Field>
        </div>
      )}
    </div>
  );
}
