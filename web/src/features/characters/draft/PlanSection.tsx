import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useRef, useState } from "react";

import { answer, api, idempotent } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { randomId } from "@/lib/ids";
import { uploadTotals } from "@/lib/uploads";
import { useConnection } from "@/live/connection";

import { useChange } from "../changes";
import {
  characterKeys,
  modelsQuery,
  planQuery,
  type Character,
  type Overrides,
  type Preset,
} from "../queries";
import { PRESETS } from "../words";
import { flushAutosaves } from "./autosave";
import { FineControls } from "./FineControls";
import { planSentences, presetNote } from "./plan-words";
import { Section } from "./Section";
import { useUploadsOf } from "./uploads";

const ORDER: readonly Preset[] = ["quick", "good", "thorough"];

export function PlanSection({ character }: { character: Character }) {
  const { id, preset, overrides } = character;
  const plan = useQuery(planQuery(id));
  const { data: models = [] } = useQuery(modelsQuery);
  const change = useChange(id);
  const [fine, setFine] = useState(false);
  const failed = (error: Error) => sayFailed("The plan was not changed.", error);
  const setOverrides = (next: Overrides | null) => change.mutate({ overrides: next }, { onError: failed });
  const changed = plan.data?.changed.length ?? 0;
  const learnt = character.versions.length > 0;
  return (
    <Section id="plan" number={3} title="Plan">
      {plan.isError && !plan.data && (
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
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <Field label="Base model" className="w-64 max-sm:w-full">
          <Select
            value={character.base_model}
            disabled={learnt}
            options={models.map(({ name: value }) => ({ value, label: value }))}
            placeholder={character.base_model}
            onChange={(base_model) => change.mutate({ base_model }, { onError: failed })}
          />
        </Field>
        <Button
          variant="ghost"
          aria-expanded={fine}
          aria-controls="fine-controls"
          onClick={() => setFine(!fine)}
        >
          <ChevronRight
            aria-hidden
            className={cn("transition-transform duration-state", fine && "rotate-90")}
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
      {fine && (
        <div id="fine-controls">
          <FineControls overrides={overrides} plan={plan.data} onChange={setOverrides} />
        </div>
      )}
      <Start character={character} />
    </Section>
  );
}

/** The plan line, and the button that begins; what stands in the way stands beside it. */
function Start({ character }: { character: Character }) {
  const { id } = character;
  const { data: plan, isFetching } = useQuery(planQuery(id));
  const { uploads } = useUploadsOf(id);
  const client = useQueryClient();
  const navigate = useNavigate();
  const lost = useConnection(({ state }) => state === "lost");
  const intent = useRef(randomId()); // one training for all presses of this button
  const { open } = uploadTotals(uploads);
  const reasons = [
    ...(lost ? ["No contact with the studio."] : []),
    ...(open > 0 ? [`${count(open, "picture")} on the way.`] : []),
    ...(plan?.problems ?? []),
  ];
  const can = plan?.can_start === true && reasons.length === 0;
  const start = useMutation({
    mutationFn: async () => {
      await flushAutosaves();
      const params = { path: { id_or_name: id }, header: idempotent(intent.current) };
      return answer(api.POST("/api/v1/characters/{id_or_name}/train", { params, body: {} }));
    },
    onSuccess: ({ character: begun, job_id }) => {
      intent.current = randomId();
      client.setQueryData(characterKeys.one(id), begun);
      void navigate({
        to: "/characters/$characterId/training",
        params: { characterId: id },
        search: { job: job_id },
      });
    },
  });
  const begin = () => {
    if (can && !start.isPending) start.mutate();
  };
  useShortcuts([
    { id: "train", keys: "Mod+Enter", label: "Start learning", inFields: true, enabled: can, run: begin },
  ]);
  return (
    <div className="grid grid-cols-1 gap-3 rounded-card bg-bg-2 p-4">
      {plan ? (
        <p
          className={cn(
            "max-w-[80ch] tabular-nums transition-opacity duration-state",
            isFetching && "opacity-60",
          )}
        >
          {planSentences(plan, character.base_model).join(" ")}
        </p>
      ) : (
        <Skeleton className="h-5 w-96 max-w-full" />
      )}
      {start.error && (
        <ErrorBlock error={start.error} title="Learning did not start." still="Nothing was lost." />
      )}
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p role="status" className="text-text-2">
          {reasons.join(" ")}
        </p>
        <Button
          variant="primary"
          size="large"
          keys="Mod+Enter"
          disabled={!can}
          busy={start.isPending}
          className="max-sm:w-full"
          onClick={begin}
        >
          Start learning
        </Button>
      </div>
    </div>
  );
}
