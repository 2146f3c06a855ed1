import type { RefObject } from "react";

import type { GalleryItem } from "@/api/gallery";
import { useShortcuts } from "@/keys/hooks";
import type { Shortcut } from "@/keys/registry";

import type { Step } from "./move";

/** What can be done with the picture that the keyboard is at, or with those that are chosen. Absent: the key is off. */
export interface GridActions {
  /** Absent: opening is a quick look. */
  open?: (item: GalleryItem) => void;
  create?: (item: GalleryItem) => void;
  sameRecipe?: (item: GalleryItem) => void;
  favourite?: (item?: GalleryItem) => void;
  bin?: (item?: GalleryItem) => void;
  restore?: (item?: GalleryItem) => void;
  compare?: () => void;
}

interface Hand {
  step: (step: Step, extend: boolean) => void;
  item: () => GalleryItem | undefined;
  open: () => void;
  toggle: () => void;
  chooseAll: () => void;
  chooseNone: () => void;
  quickLook: () => void;
  goToDate: () => void;
  chosen: number;
  looking: boolean;
}

const STEPS: readonly [keys: string, step: Step, label: string][] = [
  ["ArrowLeft", "left", "The picture before"],
  ["ArrowRight", "right", "The next picture"],
  ["ArrowUp", "up", "The picture above"],
  ["ArrowDown", "down", "The picture below"],
  ["PageUp", "pageUp", "A screen up"],
  ["PageDown", "pageDown", "A screen down"],
  ["Home", "first", "The newest picture"],
  ["End", "last", "The oldest picture"],
];

/** The keys of a grid of pictures: those of one picture while the focus is in it, those of the choice on its page. */
export function useGridKeys(
  within: RefObject<Element | null>,
  hand: Hand,
  actions: GridActions,
  enabled: boolean,
): void {
  const on = (does: ((item: GalleryItem) => void) | undefined, rest: Omit<Shortcut, "run" | "enabled">) => ({
    ...rest,
    enabled: does !== undefined,
    run: () => {
      const item = hand.item();
      if (item) does?.(item);
    },
  });
  useShortcuts(
    [
      ...STEPS.flatMap(([keys, step, label]) => [
        { id: `grid ${step}`, keys, label, run: () => hand.step(step, false) },
        {
          id: `grid choose ${step}`,
          keys: `Shift+${keys}`,
          label: `${label}, choosing`,
          run: () => hand.step(step, true),
        },
      ]),
      { id: "grid open", keys: "Enter", label: "Look at it large", run: hand.open },
      { id: "grid quick look", keys: "Space", label: "A quick look", run: hand.quickLook },
      { id: "grid choose", keys: "X", label: "Choose it, or leave it out", run: hand.toggle },
      on(actions.favourite, { id: "grid favourite", keys: "S", label: "Star it, or take the star away" }),
      on(actions.bin, { id: "grid bin", keys: "Delete", label: "To the bin" }),
      on(actions.restore, { id: "grid restore", keys: "Shift+R", label: "Back out of the bin" }),
      on(actions.create, { id: "grid create", keys: "E", label: "Open in Create" }),
      on(actions.sameRecipe, { id: "grid recipe", keys: "R", label: "Its recipe with the same seed" }),
    ],
    { scope: "component", within },
  );
  const some = enabled && hand.chosen > 0;
  const onChosen = (does: (() => void) | undefined, rest: Omit<Shortcut, "run" | "enabled">) => ({
    ...rest,
    enabled: some && does !== undefined,
    run: () => does?.(),
  });
  useShortcuts([
    { id: "grid date", keys: "D", label: "Go to a date", enabled, run: hand.goToDate },
    onChosen(actions.favourite, { id: "chosen favourite", keys: "S", label: "Star those that are chosen" }),
    onChosen(actions.bin, { id: "chosen bin", keys: "Delete", label: "Those that are chosen to the bin" }),
    onChosen(actions.restore, {
      id: "chosen restore",
      keys: "Shift+R",
      label: "Those that are chosen out of it",
    }),
    onChosen(actions.compare, { id: "chosen compare", keys: "C", label: "Compare those that are chosen" }),
    { id: "grid choose all", keys: "Mod+A", label: "Choose all that match", enabled, run: hand.chooseAll },
    {
      id: "grid choose none",
      keys: "Escape",
      label: hand.looking ? "Close the quick look" : "Choose nothing",
      enabled: some || (enabled && hand.looking),
      run: hand.looking ? hand.quickLook : hand.chooseNone,
    },
  ]);
}
