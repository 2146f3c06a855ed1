import { ofKind, type Model } from "@/api/shelf";

import type { CharacterListed } from "../queries";

/** Something that can be put into a picture beside the character: a LoRA of the shelf, or another character. */
export interface Known {
  /** As a request names it. */
  name: string;
  label: string;
  note: string;
  /** Why it does not go with the model in use. */
  unless: string | undefined;
}

/** All LoRAs there are, those that fit the model first. */
export function knownLoras(
  models: readonly Model[] | undefined,
  characters: readonly CharacterListed[] | undefined,
  base: Model | undefined,
): Known[] {
  const shelf = ofKind(models, "lora").map(({ name, title, family, words }): Known => {
    const other = family && base?.family && family !== base.family;
    return {
      name,
      label: title ?? name,
      note: words?.length ? `say ${words.join(", ")}` : (family ?? ""),
      unless: other ? `For ${family}; ${base.name} is ${base.family}` : undefined,
    };
  });
  const own = (characters ?? []).map(({ id, name, base_model }): Known => ({
    name: id,
    label: name,
    note: "character",
    unless: base && base_model !== base.name ? `Learnt on ${base_model}` : undefined,
  }));
  return [...shelf, ...own].sort((a, b) => Number(a.unless !== undefined) - Number(b.unless !== undefined));
}

/** The LoRA that a name means: as the server looks, by name or id, whatever the case. */
export function loraNamed(known: readonly Known[], name: string): Known | undefined {
  const wanted = name.toLowerCase();
  return known.find((each) => each.name.toLowerCase() === wanted || each.label.toLowerCase() === wanted);
}
