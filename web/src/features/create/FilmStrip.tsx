import { useQuery } from "@tanstack/react-query";
import { OctagonAlert } from "lucide-react";
import { useEffect } from "react";

import type { GalleryItem } from "@/api/gallery";
import { newestPictures } from "@/api/gallery";
import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";

import { isGoingOn, type Place, type Stand } from "./batch-state";
import { Developing } from "./Developing";
import { useSession, type Batch } from "./store";
import { useBatch } from "./use-batch";

const frame = "relative block h-14 shrink-0 overflow-hidden rounded-print bg-bg-3 ring-picture";

interface Props {
  shown: Batch | undefined;
  onStand: (key: string, stand: Stand) => void;
}

/** All that was made since the page was opened, then the newest of the gallery: a click has it on the stage. */
export function FilmStrip({ shown, onStand }: Props) {
  const batches = useSession((state) => state.batches);
  const { data: newest = [] } = useQuery(newestPictures);
  const mine = new Set(batches.map(({ generationId }) => generationId));
  const others = newest.filter(({ generation_id }) => !mine.has(generation_id));
  if (batches.length === 0 && others.length === 0) return null;
  return (
    <nav
      aria-label="Pictures of before"
      className="-mx-1 flex shrink-0 items-center gap-1 overflow-x-auto px-1 py-1 [scrollbar-width:thin]"
    >
      {batches.map((batch) => (
        <BatchFrames key={batch.key} batch={batch} here={batch.key === shown?.key} onStand={onStand} />
      ))}
      {batches.length > 0 && others.length > 0 && <span className="mx-2 h-8 w-px shrink-0 bg-line-1" />}
      {others.map((item) => (
        <OtherFrame key={item.id} item={item} here={shown?.generationId === item.generation_id} />
      ))}
    </nav>
  );
}

interface FramesProps {
  batch: Batch;
  here: boolean;
  onStand: Props["onStand"];
}

function BatchFrames({ batch, here, onStand }: FramesProps) {
  const view = useBatch(batch);
  const { show } = useSession();
  const { stand, places, width, height, generation } = view;
  useEffect(() => onStand(batch.key, stand), [batch.key, stand, onStand]);
  const look = (seed: number | null) => show(batch, seed);
  if (stand === "refused" || stand === "failed")
    return (
      <button
        type="button"
        aria-label="Pictures that were not made"
        onClick={() => look(null)}
        className={cn(frame, "w-14")}
      >
        <OctagonAlert aria-hidden className="m-auto size-5 text-danger" strokeWidth={1.75} />
      </button>
    );
  return places.map((place) => (
    <button
      key={place.index}
      type="button"
      aria-label={labelOf(place, generation?.prompt, stand)}
      aria-current={here || undefined}
      onClick={() => look(place.seed)}
      style={{ aspectRatio: `${width} / ${height}` }}
      className={cn(frame, here && "opacity-100")}
    >
      {place.picture ? (
        <Picture
          picture={{ src: place.picture.thumbnail_url, width, height }}
          alt=""
          fit="cover"
          eager
          className="size-full"
        />
      ) : (
        generation && <Developing jobId={generation.job_id} index={place.index} />
      )}
    </button>
  ));
}

function labelOf({ index }: Place, prompt: string | undefined, stand: Stand): string {
  const state = isGoingOn(stand) ? (stand === "running" ? ", developing" : ", waiting") : "";
  return `Picture ${index + 1}${prompt ? `: ${prompt}` : ""}${state}`;
}

function OtherFrame({ item, here }: { item: GalleryItem; here: boolean }) {
  const show = useSession((state) => state.show);
  const { width, height, thumbnail_url: src, thumbhash, generation_id: generationId, prompt, seed } = item;
  const batch = { key: generationId, ask: null, shape: { n: 1, width, height }, generationId, error: null };
  return (
    <button
      type="button"
      aria-label={prompt}
      aria-current={here || undefined}
      onClick={() => show(batch, seed)}
      style={{ aspectRatio: `${width} / ${height}` }}
      className={frame}
    >
      <Picture picture={{ src, width, height, thumbhash }} alt="" fit="cover" eager className="size-full" />
    </button>
  );
}
