import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";

import { answer, api, idempotent } from "@/api/client";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { randomId } from "@/lib/ids";
import { uploadTotals } from "@/lib/uploads";
import { useConnection } from "@/live/connection";

import { characterKeys, planQuery, type Character } from "../../queries";
import { flushAutosaves } from "../autosave";
import { useUploadsOf } from "../uploads";
import { contradiction } from "./contradiction";
import { planSentences } from "./plan-words";

interface Props {
  character: Character;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** The plan line, and the button that begins; what stands in the way stands beside it. */
export function StartLearning({ character, unless }: Props) {
  const { id } = character;
  const { data: plan, isFetching, error } = useQuery(planQuery(id));
  const problem = contradiction(error);
  const { uploads } = useUploadsOf(id);
  const client = useQueryClient();
  const navigate = useNavigate();
  const lost = useConnection(({ state }) => state === "lost");
  const intent = useRef(randomId()); // one training for all presses of this button
  const { open } = uploadTotals(uploads);
  const reasons = [
    ...(lost ? ["No contact with the studio."] : []),
    ...(open > 0 ? [`${count(open, "picture")} on the way.`] : []),
    ...(problem
      ? [`Two settings contradict each other. ${problem.message} ${problem.hint ?? ""}`.trim()]
      : []),
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
    {
      id: "train",
      keys: "Mod+Enter",
      label: "Start learning",
      inFields: true,
      enabled: can,
      unless,
      run: begin,
    },
  ]);
  return (
    <div className="grid grid-cols-1 gap-3 rounded-card bg-bg-2 p-4">
      {plan && !problem && (
        <p
          className={cn(
            "max-w-[80ch] tabular-nums transition-opacity duration-state",
            isFetching && "opacity-60",
          )}
        >
          {planSentences(plan, character.base_model).join(" ")}
        </p>
      )}
      {!plan && !error && <Skeleton className="h-5 w-96 max-w-full" />}
      {start.error && (
        <ErrorBlock error={start.error} title="Learning did not start." still="Nothing was lost." />
      )}
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p role="status" className="text-text-2">
          {unless ?? reasons.join(" ")}
        </p>
        <Button
          variant="primary"
          size="large"
          keys="Mod+Enter"
          disabled={!can}
          unless={unless}
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
