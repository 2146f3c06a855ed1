/** Which pictures are chosen: some by their ids, or all that match the filter but a few. */
export type Choice =
  | { readonly all: false; readonly ids: ReadonlySet<string> }
  | { readonly all: true; readonly but: ReadonlySet<string> };

export const NOTHING: Choice = { all: false, ids: new Set() };
export const EVERYTHING: Choice = { all: true, but: new Set() };

export function isChosen(choice: Choice, id: string): boolean {
  return choice.all ? !choice.but.has(id) : choice.ids.has(id);
}

/** How many of `total` pictures are chosen. */
export function chosenCount(choice: Choice, total: number): number {
  return choice.all ? Math.max(0, total - choice.but.size) : choice.ids.size;
}

/** Choose these pictures, or take them out of the choice. */
export function choose(choice: Choice, ids: Iterable<string>, chosen: boolean): Choice {
  const set = new Set(choice.all ? choice.but : choice.ids);
  for (const id of ids) {
    if (chosen !== choice.all) set.add(id);
    else set.delete(id);
  }
  return choice.all ? { all: true, but: set } : { all: false, ids: set };
}

export function toggle(choice: Choice, id: string): Choice {
  return choose(choice, [id], !isChosen(choice, id));
}
