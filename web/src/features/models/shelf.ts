import type { Kind, Model } from "./queries";
import { familyWords, KIND_ORDER, KINDS } from "./words";

/** Models in which every word that was typed is somewhere. */
export function searched(models: readonly Model[], typed: string): readonly Model[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return models;
  return models.filter((model) => {
    const text = textOf(model);
    return wanted.every((word) => text.includes(word));
  });
}

function textOf(model: Model): string {
  const { name, title, kind, family, pipeline, description, licence, words } = model;
  const kinds = KINDS[kind].one;
  return [name, title, kinds, family, familyWords(model), pipeline, description, licence, ...words]
    .join(" ")
    .toLowerCase();
}

/** The kinds there are, in their order, with how many of each. */
export function kindsOf(models: readonly Model[]): [Kind, number][] {
  return KIND_ORDER.map((kind): [Kind, number] => [
    kind,
    models.filter((model) => model.kind === kind).length,
  ]).filter(([, count]) => count > 0);
}

/** The families there are, by name. */
export function familiesOf(models: readonly Model[]): string[] {
  return [...new Set(models.flatMap(({ family }) => family ?? []))].sort();
}

interface Narrow {
  kind: Kind | undefined;
  family: string | undefined;
}

export function narrowed(models: readonly Model[], { kind, family }: Narrow): readonly Model[] {
  return models.filter((model) => (!kind || model.kind === kind) && (!family || model.family === family));
}

export const sizeOf = (models: readonly Model[]) =>
  models.reduce((sum, { size_bytes }) => sum + size_bytes, 0);

/** Whether a text from an address names a kind. */
export const asKind = (text: string | undefined): Kind | undefined =>
  KIND_ORDER.find((kind) => kind === text);
