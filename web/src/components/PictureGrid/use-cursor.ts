import { useEffect, useState } from "react";

import type { Layout } from "./layout";
import { move, type Cursor, type Step } from "./move";
import type { Pictures } from "./use-pictures";

interface Kept extends Cursor {
  id?: string | undefined;
}

/** The picture that the keyboard is at. It is an id: whatever comes or goes around it, it stays the same picture. */
export function useCursor(pictures: Pictures) {
  const [kept, setKept] = useState<Kept>({ place: 0 });
  const { roll, at, placeOf, locate } = pictures;
  const known = kept.id === undefined ? undefined : placeOf(kept.id);
  const place = Math.max(0, Math.min(known ?? kept.place, roll.total - 1));
  const item = at(place);

  const { id } = kept;
  const here = item?.id;
  const found = known === undefined ? undefined : known !== null;
  // Its picture is gone: the next one takes its place.
  if (here !== undefined && here !== id && (id === undefined || found === false))
    setKept({ ...kept, place, id: here });
  useEffect(() => {
    if (id === undefined || found !== undefined) return;
    let current = true;
    void locate(id).then(
      (to) =>
        current && to !== null && setKept((before) => (before.id === id ? { ...before, place: to } : before)),
      () => undefined, // it stays where it was
    );
    return () => void (current = false);
  }, [id, found, locate]);

  const go = (next: Cursor): number => {
    setKept({ ...next, id: at(next.place)?.id });
    return next.place;
  };
  return {
    place,
    item,
    go,
    step: (layout: Layout, step: Step, page: number) => go(move(layout, { ...kept, place }, step, page)),
  };
}
