import type { Model } from "./form";

type Taken = NonNullable<Model["takes"]>[number];

/** Whether a model takes a field of a request. One that is not known is taken at its word: the worker decides. */
export function takes(model: Model | undefined, field: Taken): boolean {
  return model?.takes == null || model.takes.includes(field);
}
