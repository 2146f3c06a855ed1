import { useMemo } from "react";

import { sayFailed } from "@/components/toast";
import { useUnless } from "@/components/unless";
import { useShortcuts } from "@/keys/hooks";

import { stopJob } from "./BatchLine";
import { useSession } from "./store";
import type { BatchView } from "./use-batch";
import type { PictureActs } from "./use-picture-acts";

const tileAt = (index: number) => document.querySelector<HTMLElement>(`[data-tile="${index}"]`);
const onTile = () => document.activeElement?.hasAttribute("data-tile") ?? false;

/** Keys of the batch on the stage; without a picture that is pointed at they mean its first. */
export function useStageKeys({ places, generation, job }: BatchView, acts: PictureActs): void {
  const { current, large, enlarge, point } = useSession();
  const there = useMemo(() => places.filter(({ picture }) => picture), [places]);
  const at = Math.max(
    0,
    there.findIndex(({ seed }) => seed === current),
  );
  const place = there[at];
  const enabled = place !== undefined;
  const picture = place?.picture;
  const unless = useUnless("generate");
  const go = (by: number) => {
    const next = there[at + by];
    if (!next) return;
    point(next.seed);
    tileAt(next.index)?.focus();
  };
  useShortcuts([
    ...Array.from({ length: Math.min(9, places.length) }, (_, index) => ({
      id: `create picture ${index + 1}`,
      keys: String(index + 1),
      label: `Picture ${index + 1}`,
      run: () => tileAt(index)?.focus(),
    })),
    {
      id: "create close look",
      keys: "Escape",
      label: "Close the large picture",
      run: () => enlarge(false),
      enabled: large,
      inFields: true,
    },
    {
      id: "create look",
      keys: "Space",
      label: "Look large",
      // On a button Space is the button's.
      get enabled() {
        return enabled && (large || onTile());
      },
      run: () => {
        point(place?.seed ?? null);
        enlarge(!large);
      },
    },
    {
      id: "create next",
      keys: "ArrowRight",
      label: "Next picture",
      get enabled() {
        return large || onTile();
      },
      run: () => go(1),
    },
    {
      id: "create previous",
      keys: "ArrowLeft",
      label: "Picture before",
      get enabled() {
        return large || onTile();
      },
      run: () => go(-1),
    },
    {
      id: "create vary",
      keys: "V",
      label: "Vary: the same with another seed",
      enabled,
      unless,
      run: () => picture && acts.vary(picture),
    },
    {
      id: "create again",
      keys: "Shift+R",
      label: "Same again",
      enabled,
      unless,
      run: () => picture && acts.again(picture),
    },
    {
      id: "create reuse",
      keys: "R",
      label: "Reuse the recipe",
      enabled,
      unless,
      run: () => picture && void acts.reuse(picture),
    },
    {
      id: "create resize",
      keys: "U",
      label: "Upscale or resize",
      enabled,
      unless,
      run: () => picture && acts.resize(picture),
    },
    {
      id: "create start from",
      keys: "E",
      label: "Start from this picture",
      enabled,
      unless,
      run: () => picture && acts.startFrom(picture),
    },
    {
      id: "create star",
      keys: "S",
      label: "Favourite",
      enabled,
      unless,
      run: () => picture && void acts.favourite(picture),
    },
    {
      id: "create copy",
      keys: "Shift+C",
      label: "Copy as curl, Python, JavaScript or JSON",
      enabled,
      unless,
      run: () => picture && void acts.copy(picture),
    },
    {
      id: "create bin",
      keys: "Delete",
      label: "Move to the bin",
      enabled,
      unless,
      run: () => picture && generation && acts.bin(picture, generation),
    },
    {
      id: "create stop",
      keys: "Escape Escape",
      label: "Stop what is drawn",
      inFields: true,
      enabled: job !== undefined,
      unless,
      run: () => {
        if (job) stopJob(job.id).catch((error: unknown) => sayFailed("It goes on.", error));
      },
    },
  ]);
}
