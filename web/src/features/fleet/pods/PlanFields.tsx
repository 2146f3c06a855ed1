import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Switch } from "@/components/ui/toggles";

import { readLabels } from "../words";
import { GpuChoice } from "./GpuChoice";
import type { PlanDraft } from "./plan";

const CLOUDS = [
  { value: "secure", label: "Data centres" },
  { value: "community", label: "Other people’s machines", note: "cost less; may go at any time" },
] as const;

interface Props {
  draft: PlanDraft;
  onChange: (draft: PlanDraft) => void;
}

/** What a pod is, what it may cost, and when it goes by itself. */
export function PlanFields({ draft, onChange }: Props) {
  const set = (part: Partial<PlanDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Field label="May cost an hour" note="dollars" help="Above this none is rented, with all its GPUs.">
        <NumberField
          value={draft.dollars_per_hour}
          step={0.1}
          onChange={(dollars_per_hour) => set({ dollars_per_hour })}
        />
      </Field>
      <RadioCards
        label="Where it stands"
        value={draft.cloud}
        onChange={(cloud) => set({ cloud })}
        cards={CLOUDS}
      />
      <GpuChoice draft={draft} onChange={(gpus) => set({ gpus })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Goes when idle for" note="minutes" help="Empty: it stays.">
          <NumberField
            value={draft.idle_minutes}
            step={5}
            onChange={(idle_minutes) => set({ idle_minutes })}
          />
        </Field>
        <Field label="Goes in any case after" note="hours" help="Empty: what the studio’s settings say.">
          <NumberField value={draft.max_hours} onChange={(max_hours) => set({ max_hours })} />
        </Field>
      </div>
      <details>
        <summary className="w-fit rounded-control py-1 text-text-2">Disk, labels, image</summary>
        <div className="grid gap-4 pt-2">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="GPUs of one pod">
              <NumberField value={draft.gpu_count} onChange={(gpu_count) => set({ gpu_count })} />
            </Field>
            <Field label="Disk" note="GB" help="It keeps models there.">
              <NumberField value={draft.disk} step={10} onChange={(disk) => set({ disk })} />
            </Field>
          </div>
          <Field
            label="Labels"
            note="optional"
            help="Such as zone=cloud; jobs may ask for them."
            error={readLabels(draft.labels) ? undefined : "Write each as name=value, with commas between."}
          >
            <Input
              autoComplete="off"
              autoCapitalize="none"
              value={draft.labels}
              onChange={(event) => set({ labels: event.target.value })}
            />
          </Field>
          <Field label="Container image" note="optional" help="Empty: the one of the studio’s settings.">
            <Input
              autoComplete="off"
              spellCheck={false}
              value={draft.image}
              onChange={(event) => set({ image: event.target.value })}
            />
          </Field>
          <Switch
            label="Only stop it when idle"
            help="It starts sooner the next time; until it is ended its disk still costs something."
            checked={draft.stop_first}
            onChange={(stop_first) => set({ stop_first })}
          />
        </div>
      </details>
    </>
  );
}
