import type { Character } from "../queries";
import { subjectOf } from "../words";

/** What is learnt beside a picture without a caption. */
export function plainCaption(character: Pick<Character, "trigger" | "class_word">): string {
  return `a photo of ${subjectOf(character)}`;
}

/** The element that follows in the order of the list, or stays at its end. */
export function step(ids: readonly string[], from: string, by: 1 | -1): string | undefined {
  return ids[ids.indexOf(from) + by];
}
