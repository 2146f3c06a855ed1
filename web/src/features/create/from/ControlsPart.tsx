import { useQuery } from "@tanstack/react-query";
import { ImagePlus, X } from "lucide-react";

import { namedPictureQuery } from "@/api/inputs";
import type { Model } from "@/api/shelf";
import { PickPicture } from "@/components/PickPicture";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { Slider } from "@/components/ui/slider";

import type { ControlAsk } from "../form";
import { useForm } from "../store";

const WEIGHTS = [
  { at: 0.4, word: "hint" },
  { at: 1, word: "follow" },
  { at: 1.6, word: "force" },
];

/** Pictures that guide: edges, depth, a pose. Only there when a model that reads them is. */
export function ControlsPart({ models }: { models: readonly Model[] }) {
  const { form, change } = useForm();
  const set = (at: number, control: ControlAsk | null) =>
    change({ controls: form.controls.flatMap((each, i) => (i === at ? (control ?? []) : each)) });
  const [first] = models;
  return (
    <div className="grid gap-4">
      {form.controls.map((control, at) => (
        <Row key={at} control={control} models={models} onChange={(next) => set(at, next)} />
      ))}
      {first && (
        <PickPicture
          label="A picture that guides"
          onPick={(image) => change({ controls: [...form.controls, { model: first.name, image }] })}
          trigger={
            <Button size="small" className="justify-self-start">
              <ImagePlus aria-hidden /> {form.controls.length > 0 ? "Another guide" : "Guide by a picture"}
            </Button>
          }
        />
      )}
    </div>
  );
}

interface RowProps {
  control: ControlAsk;
  models: readonly Model[];
  onChange: (control: ControlAsk | null) => void;
}

function Row({ control, models, onChange }: RowProps) {
  const { model, image, scale = 1, start = 0, end = 1 } = control;
  const { data: picture } = useQuery(namedPictureQuery(image));
  const names = models.map(({ name, title }) => ({ value: name, label: title ?? name }));
  const known = names.some(({ value }) => value === model);
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <PickPicture
          label="Another picture that guides"
          onPick={(next) => onChange({ ...control, image: next })}
          trigger={
            <button
              type="button"
              aria-label="Choose another picture"
              className="size-10 shrink-0 overflow-hidden rounded-print bg-bg-3 ring-picture"
            >
              {picture && <img src={picture.thumbnail_url} alt="" className="size-full object-cover" />}
            </button>
          }
        />
        <Select
          aria-label="ControlNet"
          value={model}
          onChange={(name) => onChange({ ...control, model: name })}
          options={known ? names : [{ value: model, label: model, unless: "Not on the shelf" }, ...names]}
          className="min-w-0 grow"
        />
        <IconButton icon={X} label="Without this guide" onClick={() => onChange(null)} />
      </div>
      <Slider
        label="How closely to follow the picture"
        min={0}
        max={2}
        step={0.05}
        stops={WEIGHTS}
        value={scale}
        onChange={(next) => onChange({ ...control, scale: next })}
      />
      <details>
        <summary className="cursor-pointer text-sm text-text-3">When it guides</summary>
        <div className="grid grid-cols-2 gap-3 pt-2">
          <Field label="From" note="share of steps">
            <NumberField
              value={start}
              placeholder="0"
              step={0.05}
              onChange={(next) => onChange({ ...control, start: next ?? 0 })}
            />
          </Field>
          <Field label="To">
            <NumberField
              value={end}
              placeholder="1"
              step={0.05}
              onChange={(next) => onChange({ ...control, end: next ?? 1 })}
            />
          </Field>
        </div>
      </details>
    </div>
  );
}
