import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RadioCards } from "@/components/ui/radio-cards";
import { Slider } from "@/components/ui/slider";
import { count } from "@/lib/format";

import { useDatasetActs } from "../changes";
import type { Dataset } from "../queries";

/** Sets a share of the training pictures aside, of each class alike. */
export function SplitDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { splitOff } = useDatasetActs(dataset.id);
  const [part, setPart] = useState<"val" | "test">(dataset.parts.val ? "test" : "val");
  const [share, setShare] = useState(20);
  const { train = 0 } = dataset.parts;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Set pictures aside"
      description="Pictures that are not learnt from show what a classifier is worth. The same share of each class is taken, by chance."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={splitOff.isPending}
            disabled={train === 0}
            onClick={() => splitOff.mutate({ part, fraction: share / 100, seed: 0 }, { onSuccess: onClose })}
          >
            Set about {count(Math.round((train * share) / 100), "picture")} aside
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioCards
          label="Part"
          value={part}
          onChange={setPart}
          cards={[
            { value: "val", label: "val", note: "judged by after each epoch" },
            { value: "test", label: "test", note: "judged by once, at the end" },
          ]}
        />
        <div className="grid gap-1.5">
          <span className="flex justify-between">
            <span className="font-medium">Share of train</span>
            <span className="text-text-3 tabular-nums">{share} %</span>
          </span>
          <Slider
            label="Share of train, percent"
            value={share}
            min={5}
            max={50}
            step={5}
            onChange={setShare}
          />
        </div>
        {splitOff.error && <ErrorBlock error={splitOff.error} title="They were not set aside." />}
      </div>
    </Dialog>
  );
}
