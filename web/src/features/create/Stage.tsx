import { lazy, Suspense, useCallback, useLayoutEffect, useRef, useState } from "react";

import { useNarrow } from "@/lib/use-media";

import { arrange, isGoingOn, nowShown, type Stand } from "./batch-state";
import { BatchLine } from "./BatchLine";
import { FilmStrip } from "./FilmStrip";
import { PictureTile } from "./PictureTile";
import { Start } from "./Start";
import { useSession, type Batch } from "./store";
import { useBatch } from "./use-batch";
import { usePictureActs } from "./use-picture-acts";
import { useStageKeys } from "./use-stage-keys";

const QuickLook = lazy(async () => ({
  default: (await import("@/components/PictureGrid/QuickLook")).QuickLook,
}));
const GAP = 8;

/** The pictures that are made now, large; below them all others of this session and the newest of the gallery. */
export function Stage({ onExample }: { onExample: () => void }) {
  const batches = useSession((state) => state.batches);
  const chosen = useSession((state) => state.shown);
  const [stands, setStands] = useState<ReadonlyMap<string, Stand>>(new Map());
  const stood = useCallback(
    (key: string, stand: Stand) =>
      setStands((before) => (before.get(key) === stand ? before : new Map(before).set(key, stand))),
    [],
  );
  const now = nowShown(batches.map((batch) => ({ batch, stand: stands.get(batch.key) ?? "asking" })));
  const shown = chosen ?? now?.batch;
  return (
    <div className="flex min-h-0 grow flex-col gap-3">
      {shown ? <BatchOnStage key={shown.key} batch={shown} /> : <Start onExample={onExample} />}
      <FilmStrip shown={shown} onStand={stood} />
    </div>
  );
}

function BatchOnStage({ batch }: { batch: Batch }) {
  const view = useBatch(batch);
  const acts = usePictureActs();
  const narrow = useNarrow();
  const [box, room] = useRoom();
  useStageKeys(view, acts);
  const { places, width, height, stand } = view;
  const large = useLarge(view);
  const tile = arrange(places.length, width / height, room, GAP);
  const gone = places.length === 0 && !isGoingOn(stand);
  return (
    <section aria-label="Pictures" className="flex min-h-0 grow flex-col gap-3">
      <div ref={box} className="min-h-0 grow sm:grid sm:place-items-center">
        {gone && stand === "done" && <p className="text-text-2">These pictures are in the bin.</p>}
        {gone && stand !== "done" && (
          <div className="w-full max-w-xl">
            <BatchLine view={view} />
          </div>
        )}
        {!gone && (narrow || tile.width > 0) && (
          <ul
            className="flex gap-2 max-sm:-mx-4 max-sm:snap-x max-sm:snap-mandatory max-sm:[scrollbar-width:none] max-sm:overflow-x-auto max-sm:px-4 sm:flex-wrap sm:justify-center"
            style={narrow ? undefined : { width: tile.columns * (tile.width + GAP) - GAP }}
          >
            {places.map((place) => (
              <PictureTile
                key={place.index}
                view={view}
                place={place}
                acts={acts}
                size={narrow ? undefined : { width: tile.width, height: tile.height }}
              />
            ))}
          </ul>
        )}
      </div>
      {!gone && <BatchLine view={view} />}
      {large}
    </section>
  );
}

/** The picture that keys act on, as large as the window, while Space has it so. */
function useLarge({ generation, places }: ReturnType<typeof useBatch>) {
  const { large, current, enlarge } = useSession();
  const place = places.find(({ seed }) => seed === current);
  if (!large || !place?.picture || !generation) return null;
  return (
    <Suspense>
      <QuickLook
        item={{ ...place.picture, prompt: generation.prompt, favourite: false, thumbhash: null }}
        place={place.index}
        total={generation.plan.n}
        onClose={() => enlarge(false)}
      />
    </Suspense>
  );
}

/** How much room an element has, and keeps having. */
function useRoom() {
  const ref = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, room] as const;
}
