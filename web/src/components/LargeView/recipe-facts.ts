import type { PictureDetail, Recipe } from "@/api/gallery";
import { bytes, moment } from "@/lib/format";
import { samplerName } from "@/lib/samplers";

import { editFacts, editSentence, fineFacts, partFacts } from "./more-facts";

/** One value of a recipe. */
export interface Fact {
  key: string;
  label: string;
  /** The field's own word, which tutorials use. */
  term?: string;
  value: string;
  /** What is copied, where the value shown is a short form of it. */
  whole?: string;
  /** For code: seeds, hashes. */
  mono?: boolean;
}

/** "faint", "clear", "strong": the strength of a likeness in a word. */
function likeness(scale: number): string {
  const word = scale < 0.5 ? "faint" : scale <= 1 ? "clear" : "strong";
  return `${scale}, ${word}`;
}

const shortHash = (hash: string) => `${hash.slice(0, 12)}…`;

/** The words of a picture: what was asked, what the model was told, and what to avoid. */
export function wordFacts(recipe: Recipe): Fact[] {
  const asked = recipe.asked_prompt ?? recipe.prompt;
  const facts: Fact[] = [{ key: "prompt", label: "Words", term: "prompt", value: asked }];
  if (recipe.prompt !== asked)
    facts.push({ key: "told", label: "What the model was told", value: recipe.prompt });
  if (recipe.negative_prompt)
    facts.push({
      key: "negative",
      label: "What to avoid",
      term: "negative prompt",
      value: recipe.negative_prompt,
    });
  return facts;
}

/** Every other value that made a picture. */
export function recipeFacts(recipe: Recipe, version?: number | null): Fact[] {
  const facts: Fact[] = [];
  const add = (key: string, label: string, value: string, more: Partial<Fact> = {}) =>
    facts.push({ key, label, value, ...more });
  if (recipe.character_name)
    add(
      "character",
      "Character",
      version ? `${recipe.character_name}, version ${version}` : recipe.character_name,
    );
  for (const { sha256, scale, name } of recipe.loras) {
    const own = !name || name === recipe.character_name;
    add(`scale ${sha256}`, own ? "Likeness" : name, own ? likeness(scale) : String(scale), {
      term: "LoRA weight",
    });
    add(`lora ${sha256}`, "LoRA file", shortHash(sha256), { mono: true, whole: sha256 });
  }
  if (recipe.styles.length > 0)
    add("styles", recipe.styles.length > 1 ? "Styles" : "Style", recipe.styles.join(", "));
  add("model", "Model", recipe.model);
  if (recipe.model_hash)
    add("model hash", "Model file", shortHash(recipe.model_hash), { mono: true, whole: recipe.model_hash });
  facts.push(...partFacts(recipe));
  if (recipe.edit) {
    facts.push(...editFacts(recipe.edit));
    return facts;
  }
  add("size", "Size", `${recipe.width} × ${recipe.height}`);
  add("seed", "Seed", String(recipe.seed), { mono: true });
  add("steps", "Steps", String(recipe.num_inference_steps));
  add("sampler", "Sampler", samplerName(recipe.scheduler), { term: "scheduler" });
  for (const [name, value] of Object.entries(recipe.scheduler_options))
    add(`sampler ${name}`, name, String(value), { term: "sampler option" });
  add("guidance", "How closely to follow the words", String(recipe.guidance_scale), { term: "guidance" });
  facts.push(...fineFacts(recipe));
  add("device", "Drawn on", `${recipe.device === "cpu" ? "the processor" : recipe.device}, ${recipe.dtype}`);
  add("version", "Safelight", recipe.safelight);
  for (const [name, version] of Object.entries(recipe.versions))
    add(`version ${name}`, name, version, { mono: true });
  return facts;
}

/** What the file is. */
export function fileFacts({ created_at, size, sha256, id }: PictureDetail): Fact[] {
  return [
    { key: "made", label: "Made", value: moment(new Date(created_at)) },
    { key: "file", label: "File", value: bytes(size) },
    { key: "sha256", label: "SHA-256", value: shortHash(sha256), whole: sha256, mono: true },
    { key: "id", label: "Id", value: id, mono: true },
  ];
}

/** All values of a picture, in one order, to put pictures beside each other. */
export function allFacts(picture: PictureDetail): Fact[] {
  return [
    ...wordFacts(picture.recipe),
    ...recipeFacts(picture.recipe, picture.lineage.character?.version),
    ...fileFacts(picture),
  ];
}

/** "Drawn by starter in 8 steps at 64 × 64, seed 1621859923." */
export function recipeSentence(recipe: Recipe): string {
  const { model, num_inference_steps: steps, width, height, seed, styles, character_name: name } = recipe;
  if (recipe.edit) return editSentence(recipe.edit);
  if (recipe.video)
    return `Set in motion by ${model}, in ${steps} steps at ${width} × ${height} from seed ${seed}.`;
  const by = [`by ${model}`, name && `with ${name}`].filter(Boolean).join(" ");
  const style = styles.length > 0 ? `, as ${styles.join(" and ")}` : "";
  return `Drawn ${by}${style}, in ${steps} steps at ${width} × ${height} from seed ${seed}.`;
}
