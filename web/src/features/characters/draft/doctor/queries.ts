import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Schemas } from "@/api/client";
import { liveQuery } from "@/api/query-client";
import { sayFailed, sayWithUndo } from "@/components/toast";
import { count } from "@/lib/format";

import { savingKey } from "../../changes";
import { characterKeys } from "../../queries";

export type DoctorFinding = Schemas["DoctorFinding"];
export type AnswerOffer = Schemas["AnswerOffer"];
export type Answer = Schemas["Answer"];

const path = (id: string) => ({ params: { path: { id_or_name: id } } });

/** What may hurt the training; events of the character keep it right. */
export function doctorQuery(id: string, enabled: boolean) {
  return queryOptions({
    queryKey: ["characters", "doctor", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/characters/{id_or_name}/doctor", { ...path(id), signal })),
    placeholderData: keepPreviousData,
    enabled,
    ...liveQuery("characters"),
  });
}

/** Carries answers out, all or none; Undo sends back what the server says brings everything back. */
export function useAnswers(id: string) {
  const client = useQueryClient();
  const send = async (answers: Answer[]) => {
    const done = await answer(
      api.POST("/api/v1/characters/{id_or_name}/doctor/answers", { ...path(id), body: { answers } }),
    );
    await Promise.all([
      client.invalidateQueries({ queryKey: characterKeys.one(id) }),
      client.invalidateQueries({ queryKey: ["characters", "doctor", id] }),
    ]);
    void client.invalidateQueries({ queryKey: characterKeys.plan(id) });
    return done;
  };
  return useMutation({
    mutationKey: savingKey(id),
    scope: { id: `character ${id}` },
    mutationFn: send,
    onSuccess: ({ changed, undo }, [first]) => {
      if (changed.length === 0 || !first) return;
      sayWithUndo(`${count(changed.length, "picture")} ${DONE[first.action]}`, () => {
        send(undo).catch((error: unknown) => sayFailed("That was not taken back.", error));
      });
    },
    onError: (error) => sayFailed("That was not done.", error),
  });
}

const DONE: Record<Answer["action"], string> = {
  leave_out: "left out",
  take_in: "taken in again",
  keep: "kept as it is",
  heed: "looked at again",
  recrop: "cropped",
  uncrop: "whole again",
  set_caption: "with another caption",
};
