import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";

import { ErrorBlock } from "@/components/ErrorBlock";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";

import { useChange } from "../../changes";
import { modelsQuery, planQuery, type Character, type Overrides, type Preset } from "../../queries";
import { PRESETS } from "../../words";
import { Section } from "../Section";
import { contradiction } from "./contradiction";
import { FineControls } from "./FineControls";
import { MethodCards } from "./MethodCards";
import { presetNote } from "./plan-words";
import { StartLearning } from "./StartLearning";
import { WillItFit } from "./WillItFit";

const ORDER: readonly Preset[] = ["quick", "good", "thorough"];

interface Props {
  character: Character;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

export function PlanSection({ character, unless }: Props) {
  const { id, preset, overrides } = character;
  const plan = useQuery(planQuery(id));
  const { data: models = [] } = useQuery(modelsQuery);
  const change = useChange(id);
  const [fine, setFine] = useState(false);
  const failed = (error: Error) => sayFailed("The plan was not changed.", error);
  const setOverrides = (next: Overrides | null) => change.mutate({ overrides: next }, { onError: failed });
  const changed = plan.data?.changed.length ?? 0;
  const learnt = character.versions.length > 0;
  const problem = contradiction(plan.error);
  const fit = plan.data?.memory;
  const showFine = fine || (problem !== undefined && problem.field("method") === undefined);
  return (
    <Section id="plan" number={3} title="Plan">
      {plan.isError && !plan.data && !problem && (
        <ErrorBlock
          error={plan.error}
          title="The plan did not arrive."
          still="Pictures and words are saved."
          onRetry={() => void plan.refetch()}
        />
      )}
      <RadioCards
        label="How thoroughly"
        value={preset}
        onChange={(next) => change.mutate({ preset: next }, { onError: failed })}
        cards={ORDER.map((value) => {
          const offer = plan.data?.presets.find((each) => each.preset === value);
          const { label, meaning } = PRESETS[value];
          return {
            value,
            label,
            note: (
              <>
                <span className="block text-text-2">{meaning}</span>
                <span className="tabular-nums">{offer ? presetNote(offer) : " "}</span>
              </>
            ),
          };
        })}
      />
      <MethodCards
        method={overrides.method ?? plan.data?.training.method ?? "lora"}
        problem={problem}
        onChange={setOverrides}
      />
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <Field label="Base model" className="w-64 max-sm:w-full">
          <Select
            value={character.base_model}
            disabled={learnt}
            options={models
              .filter(({ kind }) => kind === "base")
              .map(({ name: value }) => ({ value, label: value }))}
            placeholder={character.base_model}
            onChange={(base_model) => change.mutate({ base_model }, { onError: failed })}
          />
        </Field>
        <Button
          variant="ghost"
          aria-expanded={showFine}
          aria-controls="fine-controls"
          onClick={() => setFine(!showFine)}
        >
          <ChevronRight
            aria-hidden
            className={cn("transition-transform duration-state", showFine && "rotate-90")}
          />
          Fine controls
        </Button>
        {changed > 0 && (
          <span className="flex h-control items-center gap-2 text-text-2">
            {changed} changed from {PRESETS[preset].label}
            <Button variant="link" size="small" onClick={() => setOverrides(null)}>
              Reset
            </Button>
          </span>
        )}
      </div>
      {showFine && (
        <div id="fine-controls">
          <FineControls overrides={overrides} plan={plan.data} problem={problem} onChange={setOverrides} />
        </div>
      )}
      {fit && !problem && <WillItFit fit={fit} busy={change.isPending} onChange={setOverrides} />}
      <StartLearning character={character} unless={unless} />
    </Section>
  );
}
