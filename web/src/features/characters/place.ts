import type { CharacterListed } from "./queries";
import { isLearning } from "./words";

/** Where a character's card leads: to what can be done with it now. */
export function placeOf(character: Pick<CharacterListed, "id" | "status" | "version" | "job_state">) {
  const { id, status, version } = character;
  if (status === "draft") return { to: "/characters/new/$draftId", params: { draftId: id } } as const;
  const path = { characterId: id };
  // Nothing to use yet: the training is the page.
  if (version === 0 || isLearning(character))
    return { to: "/characters/$characterId/training", params: path } as const;
  return { to: "/characters/$characterId", params: path } as const;
}
