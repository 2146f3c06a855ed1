import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Picture } from "@/components/Picture";
import { cn } from "@/lib/cn";
import { useNarrow } from "@/lib/use-media";

import type { Place } from "./batch-state";
import { Developing } from "./Developing";
import { PictureRow } from "./PictureRow";
import { useSession } from "./store";
import type { BatchView } from "./use-batch";
import type { PictureActs } from "./use-picture-acts";

interface Props {
  view: BatchView;
  place: Place;
  /** Pixels; undefined where the picture is as wide as the page. */
  size: { width: number; height: number } | undefined;
  acts: PictureActs;
}

/** As wide as a row of all actions. */
const ROW = 272;

/** One picture of a batch: soft, then developing, then there, always in the same place. */
export function PictureTile({ view, place, size, acts }: Props) {
  const { generation, width, height, stand, batch } = view;
  const { index, seed, picture } = place;
  const narrow = useNarrow();
  const point = useSession((state) => state.point);
  const [ready, setReady] = useState(false);
  const [near, setNear] = useState(false);
  const [held, setHeld] = useState(false);
  const label = `Picture ${index + 1} of ${generation?.plan.n ?? batch.shape.n}`;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what follows the pointer is there for keys by the focus
    <li
      aria-label={label}
      className="relative max-sm:w-full max-sm:shrink-0 max-sm:snap-center"
      style={size}
      onPointerEnter={() => {
        setNear(true);
        if (picture) point(seed);
      }}
      onPointerLeave={() => setNear(false)}
      onFocus={() => {
        setNear(true);
        point(seed);
      }}
      onBlur={() => setNear(false)}
    >
      <span
        className="relative block overflow-hidden rounded-print bg-bg-3"
        style={{ aspectRatio: `${width} / ${height}` }}
      >
        {generation && !ready && <Developing jobId={generation.job_id} index={index} />}
        {!picture && <span className="sr-only">{stand === "running" ? "Developing" : "Waiting"}</span>}
        {picture && (
          <Picture
            picture={{ src: picture.url, width, height }}
            alt=""
            first
            onReady={() => setReady(true)}
            className={cn("absolute inset-0 size-full", !ready && "bg-transparent")}
          />
        )}
      </span>
      {picture && (
        <Link
          to="/gallery/$pictureId"
          params={{ pictureId: picture.id }}
          data-tile={index}
          aria-label={`${label}: ${generation?.prompt ?? ""}`}
          className="absolute inset-x-0 top-0 rounded-print ring-picture"
          style={{ aspectRatio: `${width} / ${height}` }}
        />
      )}
      {picture && generation && (near || held || narrow) && (
        <PictureRow
          picture={picture}
          generation={generation}
          acts={acts}
          few={size !== undefined && size.width < ROW}
          onHold={setHeld}
          className={
            narrow
              ? "mt-1 w-full justify-between bg-transparent shadow-none"
              : "absolute inset-x-0 bottom-2 mx-auto"
          }
        />
      )}
    </li>
  );
}
