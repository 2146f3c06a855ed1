import { Picture } from "@/components/Picture";
import { Dialog } from "@/components/ui/dialog";
import { useShortcuts } from "@/keys/hooks";
import { number } from "@/lib/format";

import type { Sample } from "../queries";
import type { SampleTable } from "./sample-table";
import type { Place } from "./SampleGrid";

interface Props {
  table: SampleTable;
  place: Place;
  onPlace: (place: Place) => void;
  onClose: () => void;
  asStart: boolean;
  onStart: (held: boolean) => void;
}

/** One sample large: left and right change the prompt, up and down the step, and Z falls back to the start. */
export function LargeSample({ table, place, onPlace, onClose, asStart, onStart }: Props) {
  const made = table.rows.filter(({ ahead }) => !ahead);
  const at = made.findIndex(({ step }) => step === place.step);
  const go = (rows: number, columns: number) => {
    const row = made[at + rows];
    const prompt = place.prompt + columns;
    if (row?.cells[prompt]) onPlace({ step: row.step, prompt });
  };
  useShortcuts(
    [
      { id: "large left", keys: "ArrowLeft", label: "The prompt before", run: () => go(0, -1) },
      { id: "large right", keys: "ArrowRight", label: "The next prompt", run: () => go(0, 1) },
      { id: "large up", keys: "ArrowUp", label: "An earlier step", run: () => go(-1, 0) },
      { id: "large down", keys: "ArrowDown", label: "A later step", run: () => go(1, 0) },
      {
        id: "large start",
        keys: "Z",
        label: "Hold: as it was at the start",
        run: () => onStart(true),
        release: () => onStart(false),
      },
    ],
    { scope: "dialog" },
  );
  const sample: Sample | undefined = made[asStart ? 0 : at]?.cells[place.prompt];
  if (!sample) return null;
  const { url: src, width, height, thumbhash, prompt, step, seed } = sample;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={step === 0 ? "Before it learnt" : `Step ${number(step)}`}
      description={prompt}
      className="sm:top-[3dvh] sm:max-h-[94dvh] sm:w-[min(64rem,94vw)]"
    >
      <div className="flex justify-center rounded-print bg-stage-dark">
        <Picture
          picture={{ src, width, height, thumbhash }}
          alt={prompt}
          first
          className="max-h-[70dvh] w-full bg-transparent [&_img]:[image-rendering:auto]"
        />
      </div>
      <p className="flex flex-wrap justify-between gap-2 py-3 text-sm text-text-3">
        <span>Arrows: prompt and step. Hold Z: the start.</span>
        <span className="font-mono">seed {seed}</span>
      </p>
    </Dialog>
  );
}
