import { Check } from "lucide-react";
import { useRef } from "react";

import { RadioCards } from "@/components/ui/radio-cards";
import { Slider } from "@/components/ui/slider";
import { useShortcuts } from "@/keys/hooks";
import { number } from "@/lib/format";
import { useNarrow } from "@/lib/use-media";

import { share } from "../checkpoints/scores";
import type { Sample } from "../queries";
import type { Checkpoint } from "../versions";
import type { SampleTable } from "./sample-table";
import { SampleCell } from "./SampleCell";

export interface Place {
  step: number;
  prompt: number;
}

interface Props {
  table: SampleTable;
  /** How the steps scored. */
  checkpoints: readonly Checkpoint[];
  /** The step whose samples are being made at this moment. */
  developing: number | undefined;
  place: Place;
  onPlace: (place: Place) => void;
  onOpen: () => void;
  /** While held: the start's picture in the chosen place. */
  asStart: boolean;
  onStart: (held: boolean) => void;
}

const MOST_STOPS = 9;

/** The film of learning: the same prompts and seeds at each step, one below the other. */
export function SampleGrid({ table, checkpoints, developing, place, onPlace, ...more }: Props) {
  const { onOpen, asStart, onStart } = more;
  const { prompts, rows } = table;
  const narrow = useNarrow();
  const grid = useRef<HTMLDivElement>(null);
  const made = rows.filter(({ ahead }) => !ahead);
  const at = made.findIndex(({ step }) => step === place.step);
  const columns = narrow ? [place.prompt] : prompts.map((_, i) => i);

  const go = (by: { row?: number; column?: number }) => {
    const row = made[at + (by.row ?? 0)];
    const prompt = place.prompt + (by.column ?? 0);
    if (!row?.cells[prompt]) return;
    onPlace({ step: row.step, prompt });
    // The cell may be about to move in, such as a column on a phone.
    requestAnimationFrame(() =>
      grid.current
        ?.querySelector<HTMLElement>(`[data-cell="${row.step}-${prompt}"]`)
        ?.focus({ preventScroll: false }),
    );
  };
  useShortcuts(
    [
      { id: "sample left", keys: "ArrowLeft", label: "The prompt before", run: () => go({ column: -1 }) },
      { id: "sample right", keys: "ArrowRight", label: "The next prompt", run: () => go({ column: 1 }) },
      { id: "sample up", keys: "ArrowUp", label: "An earlier step", run: () => go({ row: -1 }) },
      { id: "sample down", keys: "ArrowDown", label: "A later step", run: () => go({ row: 1 }) },
      { id: "sample first", keys: "Home", label: "The start", run: () => go({ row: -at }) },
      { id: "sample last", keys: "End", label: "The newest", run: () => go({ row: made.length - 1 - at }) },
    ],
    { scope: "component", within: grid },
  );
  useShortcuts([
    {
      id: "sample start",
      keys: "Z",
      label: "Hold: as it was at the start",
      run: () => onStart(true),
      release: () => onStart(false),
    },
  ]);
  const shown = (sample: Sample | undefined, row: number) =>
    asStart && sample && row === at && sample.position === place.prompt
      ? made[0]?.cells[place.prompt]
      : sample;

  return (
    <section aria-label="Samples" className="grid content-start gap-3">
      {narrow && (
        <RadioCards
          look="line"
          label="Prompt"
          value={String(place.prompt)}
          onChange={(prompt) => onPlace({ ...place, prompt: Number(prompt) })}
          cards={prompts.map((_, i) => ({ value: String(i), label: String(i + 1) }))}
        />
      )}
      <div
        ref={grid}
        role="grid"
        aria-label="Samples: rows are steps, columns are prompts"
        aria-rowcount={rows.length + 1}
        aria-colcount={prompts.length + 1}
        className="grid items-center gap-1"
        style={{
          gridTemplateColumns: `3.5rem repeat(${columns.length}, minmax(0, ${narrow ? "1fr" : "13rem"}))`,
        }}
      >
        <div role="row" className="contents">
          <span role="columnheader" className="text-sm text-text-3">
            Step
          </span>
          {columns.map((column) => (
            <span
              key={column}
              role="columnheader"
              title={prompts[column]}
              className="line-clamp-2 min-h-5 self-end pb-1 text-sm text-text-2"
            >
              {prompts[column]}
            </span>
          ))}
        </div>
        {rows.map(({ step, cells, ahead }, i) => (
          <div key={step} role="row" aria-rowindex={i + 2} className="contents">
            <span
              role="rowheader"
              className={`text-sm tabular-nums ${ahead ? "text-text-3" : "text-text-2"}`}
            >
              {step === 0 ? "start" : number(step)}
              <Score of={checkpoints.find((each) => each.step === step)} />
            </span>
            {columns.map((column) => {
              const sample = cells[column];
              const chosen = step === place.step && column === place.prompt;
              return (
                <SampleCell
                  key={column}
                  sample={shown(sample, i)}
                  developing={step === developing}
                  chosen={chosen}
                  label={`${prompts[column] ?? ""}, ${step === 0 ? "start" : `step ${number(step)}`}`}
                  tabIndex={chosen ? 0 : -1}
                  first={i < 2}
                  onFocus={() => onPlace({ step, prompt: column })}
                  onOpen={() => {
                    onPlace({ step, prompt: column });
                    onOpen();
                  }}
                />
              );
            })}
          </div>
        ))}
      </div>
      {made.length > 1 && (
        <Slider
          label="Step that is looked at"
          min={0}
          max={made.length - 1}
          value={Math.max(0, at)}
          onChange={(next) => onPlace({ ...place, step: made[next]?.step ?? 0 })}
          className="sm:ml-14 sm:max-w-[52rem]"
          {...(made.length <= MOST_STOPS && {
            stops: made.map(({ step }, i) => ({ at: i, word: step === 0 ? "start" : number(step) })),
          })}
        />
      )}
    </section>
  );
}

/** Under the number of a step: all its scores in one. */
function Score({ of }: { of: Checkpoint | undefined }) {
  if (of?.scores.score == null) return null;
  return (
    <span
      title={of.is_best ? "The best score so far" : "All scores in one"}
      className={`flex items-center gap-1 ${of.is_best ? "text-ok" : "text-text-3"}`}
    >
      {of.is_best && <Check aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />}
      <span className="sr-only">{of.is_best ? "best score" : "score"}</span>
      {share(of.scores.score)}
    </span>
  );
}
