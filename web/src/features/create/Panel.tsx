import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Palette } from "lucide-react";
import { useId, type ReactNode } from "react";

import { modelsQuery, ofKind } from "@/api/shelf";
import { Chip } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { Slider } from "@/components/ui/slider";

import { Avoid } from "./Avoid";
import { CharacterPick } from "./CharacterPick";
import type { Errors } from "./checks";
import { FineControls } from "./FineControls";
import { fineChanges, qualityOf, SHAPES, shapeOf, sizeOf, stepsOf, type Quality, type Shape } from "./form";
import { ControlsPart } from "./from/ControlsPart";
import { StartPart } from "./from/StartPart";
import { LoraPart } from "./loras/LoraPart";
import { useKnownLoras } from "./loras/use-known-loras";
import { takes } from "./model-facts";
import { modelOf } from "./queries";
import { useForm } from "./store";

const LIKENESS = [
  { at: 0.4, word: "faint" },
  { at: 0.8, word: "clear" },
  { at: 1.2, word: "strong" },
];
const RESIZES = [
  { value: "fill", label: "Crop" },
  { value: "pad", label: "Bars" },
  { value: "exact", label: "Stretch" },
] as const;
const QUALITY_WORDS: Record<Quality, string> = { fast: "Fast", good: "Good", best: "Best" };

interface Props {
  errors: Errors;
  /** On a phone, where it holds what the composer has no room for. */
  narrow: boolean;
  onStyles: () => void;
}

/** Who, in what style, which shape, how many, how well; the rest is folded. */
export default function Panel({ errors, narrow, onStyles }: Props) {
  const { form, change, reset } = useForm();
  const { data: models } = useQuery(modelsQuery);
  const model = modelOf(models, form.model);
  const bases = ofKind(models, "base");
  const controlNets = ofKind(models, "controlnet");
  const loras = useKnownLoras();
  const changes = fineChanges(form);
  return (
    <div className="grid gap-5">
      {bases.length > 1 && (
        <Part name="Model">
          <Select
            aria-label="Model"
            value={model?.name}
            onChange={(name) => change({ model: name })}
            options={bases.map(({ name, family }) => ({
              value: name,
              label: family ? `${name} · ${family}` : name,
            }))}
          />
        </Part>
      )}
      <Part name="Character">
        <CharacterPick />
        {form.character_id && (
          <Slider
            label="Likeness"
            min={0}
            max={1.6}
            step={0.05}
            stops={LIKENESS}
            value={form.lora_scale}
            onChange={(lora_scale) => change({ lora_scale })}
          />
        )}
      </Part>
      {loras &&
        (form.loras.length > 0 || loras.some(({ note }) => note !== "character") || loras.length > 1) && (
          <Part name="LoRAs">
            <LoraPart known={loras} />
          </Part>
        )}
      <Part name="Styles">
        <div className="flex flex-wrap gap-1.5">
          {form.styles.map((style) => (
            <Chip key={style} onRemove={() => change({ styles: form.styles.filter((one) => one !== style) })}>
              {style}
            </Chip>
          ))}
          <Button size="small" onClick={onStyles}>
            <Palette aria-hidden /> {form.styles.length > 0 ? "More" : "Choose styles"}
          </Button>
        </div>
      </Part>
      {(takes(model, "image") || form.image) && (
        <Part name="Start from a picture">
          <StartPart />
        </Part>
      )}
      {((controlNets.length > 0 && takes(model, "controls")) || form.controls.length > 0) && (
        <Part name="Guide">
          <ControlsPart models={controlNets} />
        </Part>
      )}
      <Part name="Shape">
        <RadioCards<Shape>
          look="line"
          label="Shape"
          value={shapeOf(form, model)}
          onChange={(shape) => model && change(sizeOf(shape, model))}
          cards={SHAPES.map((shape) => ({ value: shape, label: shape }))}
        />
        {form.image && <OfThePicture />}
      </Part>
      <Part name="How many">
        <RadioCards
          look="line"
          label="How many"
          value={String(form.n)}
          onChange={(n) => change({ n: Number(n) })}
          cards={["1", "2", "4", "8"].map((n) => ({ value: n, label: n }))}
        />
      </Part>
      <Part name="Quality">
        <RadioCards<Quality>
          look="line"
          label="Quality"
          value={qualityOf(form, model)}
          onChange={(quality) => model && change({ num_inference_steps: stepsOf(quality, model) })}
          cards={(Object.keys(QUALITY_WORDS) as Quality[]).map((value) => ({
            value,
            label: QUALITY_WORDS[value],
          }))}
        />
      </Part>
      {narrow && <Avoid error={errors.negative_prompt} />}
      <details className="group" open={Object.keys(errors).some((name) => name !== "prompt") || undefined}>
        <summary
          data-fine
          className="flex h-control cursor-pointer items-center gap-1 font-medium [&::-webkit-details-marker]:hidden"
        >
          <ChevronRight
            aria-hidden
            className="size-4 transition-transform duration-state group-open:rotate-90"
          />
          Fine controls {changes > 0 && <span className="text-text-3">({changes})</span>}
        </summary>
        <FineControls model={model} errors={errors} />
      </details>
      {narrow && (
        <Button variant="ghost" className="justify-self-start" onClick={reset}>
          Reset
        </Button>
      )}
    </div>
  );
}

/** The shape of the start picture, or what becomes of it in another. */
function OfThePicture() {
  const { form, change } = useForm();
  if (form.width === null && form.height === null)
    return <p className="text-sm text-text-3">As the picture is.</p>;
  return (
    <div className="grid gap-2">
      <RadioCards
        look="line"
        label="How the picture comes to this shape"
        value={form.resize_mode}
        onChange={(resize_mode) => change({ resize_mode })}
        cards={RESIZES}
      />
      <Button
        size="small"
        variant="ghost"
        className="justify-self-start"
        onClick={() => change({ width: null, height: null, resize_mode: "fill" })}
      >
        As the picture is
      </Button>
    </div>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h2 id={id} className="text-sm font-medium text-text-3">
        {name}
      </h2>
      {children}
    </section>
  );
}
