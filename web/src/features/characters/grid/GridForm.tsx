import { useState, type ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Checkbox } from "@/components/ui/toggles";
import { count, number } from "@/lib/format";

import { share } from "../checkpoints/scores";
import type { Checkpoint, GridAsk } from "../versions";
import { askProblem, promptLines } from "./grid";

const STRENGTHS = [0.4, 0.6, 0.8, 1, 1.2];

interface Props {
  /** Those whose weights are there. */
  checkpoints: readonly Checkpoint[];
  busy: boolean;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  onDraw: (ask: GridAsk) => void;
}

/** What to draw side by side. It begins with all that was kept, the prompts of the samples, and full strength. */
export function GridForm({ checkpoints, busy, unless, onDraw }: Props) {
  const [steps, setSteps] = useState<readonly number[]>(() => checkpoints.map(({ step }) => step));
  const [prompts, setPrompts] = useState(() => samplePrompts(checkpoints).join("\n"));
  const [strengths, setStrengths] = useState<readonly number[]>([1]);
  const [seed, setSeed] = useState("0");
  const lines = promptLines(prompts);
  const problem =
    unless ??
    askProblem(steps.length, lines.length, strengths.length) ??
    (/^\d{1,9}$/.test(seed.trim()) ? undefined : "The seed is a whole number from 0.");
  const all = steps.length * lines.length * strengths.length;
  return (
    <form
      className="grid gap-4 rounded-card bg-bg-1 p-4"
      aria-label="What to draw"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined && !busy)
          onDraw({ steps: [...steps], prompts: lines, strengths: [...strengths], seed: Number(seed) });
      }}
    >
      <Choices
        legend="Steps"
        all={checkpoints.map(({ step }) => step)}
        chosen={steps}
        onChange={setSteps}
        words={(step) => {
          const score = checkpoints.find((each) => each.step === step)?.scores.score;
          return (
            <>
              {number(step)}
              {score != null && <span className="text-text-3"> · {share(score)}</span>}
            </>
          );
        }}
      />
      <Field label="Prompts" help="One on each line. All are drawn with the same seed.">
        <Textarea value={prompts} rows={4} onChange={(event) => setPrompts(event.target.value)} />
      </Field>
      <div className="flex flex-wrap items-end gap-x-8 gap-y-4">
        <Choices
          legend="Strengths"
          all={STRENGTHS}
          chosen={strengths}
          onChange={setStrengths}
          words={(strength) => String(strength)}
        />
        <Field label="Seed" className="w-32">
          <Input
            value={seed}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setSeed(event.target.value)}
          />
        </Field>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" busy={busy} unless={unless} disabled={problem !== undefined}>
          Draw {count(all, "picture")}
        </Button>
        <p role="status" className="text-text-2">
          {problem ?? "Those that were drawn before are there at once."}
        </p>
      </div>
    </form>
  );
}

function samplePrompts(checkpoints: readonly Checkpoint[]): string[] {
  return [...new Set(checkpoints.at(-1)?.samples.map(({ prompt }) => prompt))];
}

interface ChoicesProps {
  legend: string;
  all: readonly number[];
  chosen: readonly number[];
  onChange: (chosen: readonly number[]) => void;
  words: (value: number) => ReactNode;
}

function Choices({ legend, all, chosen, onChange, words }: ChoicesProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5">
        {all.map((value) => (
          <Checkbox
            key={value}
            checked={chosen.includes(value)}
            label={words(value)}
            className="tabular-nums"
            onChange={(on) => onChange(all.filter((each) => (each === value ? on : chosen.includes(each))))}
          />
        ))}
      </div>
    </fieldset>
  );
}
