import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "@/api/client";
import { say, sayFailed, sayWithUndo } from "@/components/toast";
import { number as figure } from "@/lib/format";

import { characterKeys, type Character } from "../queries";
import { pathOf, versionKeys, type Checkpoints } from "../versions";

interface Choice {
  number: number;
  step: number;
}

const ROUTE = "/api/v1/characters/{id_or_name}/versions/{number}";

/** Draws with a version as it was at a step from the next picture on; Undo puts back which version, at which step. */
export function useStep(id: string) {
  const client = useQueryClient();
  const put = ({ number, step }: Choice) =>
    answer(api.POST(`${ROUTE}/use-step`, { params: pathOf(id, number), body: { step } }));
  const show = (character: Character) => {
    client.setQueryData(characterKeys.one(id), character);
    void client.invalidateQueries({ queryKey: characterKeys.all });
  };
  const takeBack = async (choice: Choice, step: number | undefined, version: number | undefined) => {
    try {
      if (step !== undefined) show(await put({ ...choice, step }));
      if (version && version !== choice.number)
        show(await answer(api.POST(`${ROUTE}/use`, { params: pathOf(id, version) })));
    } catch (error) {
      sayFailed("It was not put back.", error);
    }
  };
  return useMutation({
    mutationFn: put,
    onMutate: ({ number }) => ({
      version: client.getQueryData<Character>(characterKeys.one(id))?.version,
      step: client.getQueryData<Checkpoints>(versionKeys.checkpoints(id, number))?.step ?? undefined,
    }),
    onSuccess: (character, choice, before) => {
      show(character);
      const words = `Version ${choice.number} draws with step ${figure(choice.step)}`;
      // A training that failed has only now become a version: where it is the first there is nothing to put back.
      if (before.step === undefined && !before.version) say(words);
      else sayWithUndo(words, () => void takeBack(choice, before.step, before.version));
    },
    onError: (error) => sayFailed("The step was not put into use.", error),
  });
}
