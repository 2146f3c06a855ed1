import { useState } from "react";

import { ChooseFiles, useFileDrop } from "@/components/DropZone";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { Slider } from "@/components/ui/slider";
import { Tabs } from "@/components/ui/tabs";
import { Checkbox, Switch } from "@/components/ui/toggles";
import { count } from "@/lib/format";

const STOPS = [
  { at: 0.5, word: "faint" },
  { at: 0.9, word: "clear" },
  { at: 1.2, word: "strong" },
];

export function KitForms() {
  const [model, setModel] = useState<string>();
  const [likeness, setLikeness] = useState(0.9);
  const [on, setOn] = useState(true);
  const [preset, setPreset] = useState<string>("good");
  const [tab, setTab] = useState<"a" | "b">("a");
  const [asking, setAsking] = useState(false);
  const take = (files: File[]) => say(count(files.length, "file"));
  const overlay = useFileDrop(take, "Drop pictures to see how many");
  return (
    <div className="mb-8 grid gap-4 sm:max-w-xl">
      <Field label="Name" help="The trigger word is made from it.">
        <Input defaultValue="Ada" />
      </Field>
      <Field label="Width" error="Between 64 and 2,048, in steps of 8" note="px">
        <Input defaultValue="30" inputMode="numeric" />
      </Field>
      <Field label="Prompt">
        <Textarea placeholder="Ada reading by a window, soft light" />
      </Field>
      <Field label="Model">
        <Select
          value={model}
          onChange={setModel}
          placeholder="Pick a model"
          options={[
            { value: "sdxl", label: "SDXL 1.0" },
            { value: "flux", label: "FLUX.1 dev", unless: "Needs 22 GB of video memory; 12 are here" },
          ]}
        />
      </Field>
      <Field label="Likeness" note={likeness}>
        <Slider
          label="Likeness"
          value={likeness}
          onChange={setLikeness}
          min={0}
          max={1.5}
          step={0.05}
          stops={STOPS}
        />
      </Field>
      <Switch
        checked={on}
        onChange={setOn}
        label="Keep the base's knowledge"
        help="Slower by about a third."
      />
      <Checkbox checked={on} onChange={setOn} label="Starred only" />
      <RadioCards
        label="Plan"
        value={preset}
        onChange={setPreset}
        cards={[
          { value: "quick", label: "Quick", note: "15 min" },
          { value: "good", label: "Good", note: "40 min" },
          { value: "thorough", label: "Thorough", unless: "Needs 10 pictures" },
        ]}
      />
      <RadioCards
        look="line"
        label="How many"
        value={preset}
        onChange={setPreset}
        cards={[
          { value: "quick", label: "1" },
          { value: "good", label: "4" },
          { value: "thorough", label: "8" },
        ]}
      />
      <Tabs
        label="Parts"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: "a", label: "Versions", content: "Versions" },
          { value: "b", label: "Pictures", content: "Pictures" },
        ]}
      />
      <div className="flex gap-2">
        <Button onClick={() => setAsking(true)}>Ask</Button>
        <ChooseFiles onFiles={take} />
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Stop learning Ada?"
        description="Step 300 stays."
        action="Stop"
        cancel="Go on"
        onConfirm={() => setAsking(false)}
      />
      {overlay}
    </div>
  );
}
