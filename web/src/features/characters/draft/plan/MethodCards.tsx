import type { Problem } from "@/api/problem";
import { RadioCards } from "@/components/ui/radio-cards";

import type { Overrides, TrainSpec } from "../../queries";
import { NOTHING_OF_LORA } from "./fields";

type Method = NonNullable<TrainSpec["method"]>;

const CARDS: { value: Method; label: string; note: string }[] = [
  {
    value: "lora",
    label: "A part beside the model",
    note: "LoRA. A small file that goes with the base, quick to learn and to change. What most need.",
  },
  {
    value: "full",
    label: "The whole model",
    note: "All weights, DreamBooth. Catches finer likeness. Several times the memory, and a model of its own on disk.",
  },
];

interface Props {
  method: Method;
  problem: Problem | undefined;
  onChange: (changed: Overrides) => void;
}

/** Which weights learn, and what each way costs. */
export function MethodCards({ method, problem, onChange }: Props) {
  return (
    <div className="grid gap-1.5">
      <RadioCards
        label="What learns"
        value={method}
        cards={CARDS}
        onChange={(next) => onChange({ method: next, ...(next === "full" && NOTHING_OF_LORA) })}
      />
      {problem?.field("method") && (
        <p role="alert" className="text-sm text-danger">
          {problem.message} {problem.hint}
        </p>
      )}
    </div>
  );
}
