import { Layers, X } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { Slider } from "@/components/ui/slider";

import type { LoraAsk } from "../form";
import { useForm } from "../store";
import { loraNamed, type Known } from "./known";

const FILTER_FROM = 8;
const SHOWN = 100; // with more, one types

/** LoRAs beside the character, each with its weight. */
export function LoraPart({ known }: { known: readonly Known[] }) {
  const { form, change } = useForm();
  const set = (at: number, lora: LoraAsk | null) =>
    change({ loras: form.loras.flatMap((each, i) => (i === at ? (lora ?? []) : each)) });
  return (
    <div className="grid gap-2">
      {form.loras.map((lora, at) => (
        <Row
          key={lora.name}
          lora={lora}
          found={loraNamed(known, lora.name)}
          onChange={(next) => set(at, next)}
        />
      ))}
      <Choose
        known={known.filter(({ name }) => !form.loras.some((lora) => lora.name === name))}
        more={form.loras.length > 0}
        onChoose={(name) => change({ loras: [...form.loras, { name, scale: 1 }] })}
      />
    </div>
  );
}

interface RowProps {
  lora: LoraAsk;
  found: Known | undefined;
  onChange: (lora: LoraAsk | null) => void;
}

function Row({ lora, found, onChange }: RowProps) {
  const { name, scale = 1 } = lora;
  const label = found?.label ?? name;
  const problem = found ? found.unless : "Not on the shelf";
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-2">
      <span className="min-w-0 truncate" title={label}>
        {label}
      </span>
      <span className="flex items-center text-sm text-text-3 tabular-nums">
        {scale.toFixed(2)}
        <IconButton icon={X} label={`Leave out ${label}`} onClick={() => onChange(null)} />
      </span>
      <Slider
        label={`Weight of ${label}`}
        min={-1}
        max={2}
        step={0.05}
        value={scale}
        onChange={(next) => onChange({ ...lora, scale: next })}
        className="col-span-2 -mt-1"
      />
      {problem && <p className="col-span-2 text-sm text-warn">{problem}</p>}
    </div>
  );
}

interface ChooseProps {
  known: readonly Known[];
  more: boolean;
  onChoose: (name: string) => void;
}

function Choose({ known, more, onChoose }: ChooseProps) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed).trim().toLowerCase();
  const shown = known.filter(({ label }) => label.toLowerCase().includes(wanted));
  return (
    <Popover
      label="LoRAs"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="small" className="justify-self-start">
          <Layers aria-hidden /> {more ? "Another" : "Add a LoRA"}
        </Button>
      }
    >
      {known.length >= FILTER_FROM && (
        <Input
          aria-label="Filter LoRAs"
          placeholder="Filter…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="mb-2"
        />
      )}
      <ul className="grid max-h-72 gap-0.5 overflow-y-auto">
        {shown.slice(0, SHOWN).map(({ name, label, note, unless }) => (
          <li key={name}>
            <button
              type="button"
              disabled={unless !== undefined}
              className="w-full rounded-control px-2 py-1.5 text-left not-disabled:hover:bg-bg-4 disabled:text-text-3"
              onClick={() => {
                onChoose(name);
                setOpen(false);
              }}
            >
              <span className="block truncate font-medium">{label}</span>
              {(unless ?? note) && (
                <span className="block truncate text-sm text-text-3">{unless ?? note}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-text-2">No LoRA has that name.</p>}
      {shown.length > SHOWN && <p className="mt-2 text-sm text-text-3">Type to see the others.</p>}
    </Popover>
  );
}
