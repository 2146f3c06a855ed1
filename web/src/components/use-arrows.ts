import type { RefObject } from "react";

import { useShortcuts } from "@/keys/hooks";
import type { Shortcut } from "@/keys/registry";

/** Things as they lie on the screen: the one above is the nearest in the row above. */
function neighbour(all: HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = all.indexOf(from);
  if (key === "ArrowLeft") return all[at - 1];
  if (key === "ArrowRight") return all[at + 1];
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  const here = from.getBoundingClientRect();
  const others = all
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => (key === "ArrowDown" ? box.top > here.top + 1 : box.top < here.top - 1));
  const far = ({ box }: (typeof others)[number]) =>
    Math.abs(box.top - here.top) * 1000 + Math.abs(box.left - here.left);
  return others.sort((a, b) => far(a) - far(b))[0]?.element;
}

const MOVES = [
  ["ArrowLeft", "The one before"],
  ["ArrowRight", "The next one"],
  ["ArrowUp", "The one above"],
  ["ArrowDown", "The one below"],
  ["Home", "The first one"],
  ["End", "The last one"],
] as const;

/** Arrows among the elements of a box that carry `data-item`; `acts` are for the one that has the focus. */
export function useArrows(
  box: RefObject<HTMLElement | null>,
  name: string,
  acts: readonly (Omit<Shortcut, "run"> & { act: (item: string) => void })[] = [],
): void {
  const all = () =>
    [...(box.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])].filter(
      // What lies within an item, such as the steps of a version, moves by arrows of its own.
      (element) => !box.current?.contains(element.parentElement?.closest("[data-item]") ?? null),
    );
  const focused = () => all().find((element) => element === document.activeElement);
  useShortcuts(
    [
      ...MOVES.map(([key, label]) => ({
        id: `${name} ${key}`,
        keys: key,
        label,
        run: () => {
          const from = focused();
          (from ? neighbour(all(), from, key) : all()[0])?.focus();
        },
      })),
      ...acts.map(({ act, ...shortcut }) => ({
        ...shortcut,
        run: () => {
          const item = focused()?.dataset.item;
          if (item !== undefined) act(item);
        },
      })),
    ],
    { scope: "component", within: box },
  );
}
