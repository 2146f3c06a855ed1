import { Check, Play, Star } from "lucide-react";
import { memo, useState } from "react";

import type { GalleryItem } from "@/api/gallery";
import { cn } from "@/lib/cn";
import { filmLength, number } from "@/lib/format";
import { thumbhashUrl } from "@/lib/thumbhash";

import { Picture } from "../Picture";
import { FilmPeek } from "./FilmPeek";

interface Props {
  id: string;
  item: GalleryItem | undefined;
  place: number;
  total: number;
  column: number;
  left: number;
  width: number;
  height: number;
  active: boolean;
  chosen: boolean;
  rushing: boolean;
  first: boolean;
}

const mark = "absolute top-1.5 flex size-6 items-center justify-center rounded-full [&_svg]:size-4";

// Black, white, black: readable on any picture.
const here = cn(
  "group-focus-visible/grid:z-10 group-focus-visible/grid:outline-2 outline-transparent",
  "group-focus-visible/grid:shadow-[0_0_0_1px_#000,0_0_0_3px_#fff,0_0_0_4px_#000]",
);

/** What a screen reader says of a picture: "Ada reading by a window, starred, 12 of 18,402". */
export function tileLabel(
  item: Pick<GalleryItem, "prompt" | "favourite" | "kind"> | undefined,
  place: number,
  total: number,
): string {
  const where = `${number(place + 1)} of ${number(total)}`;
  if (!item) return where;
  const kind = item.kind === "video" && "video";
  return [item.prompt, kind, item.favourite && "starred", where].filter(Boolean).join(", ");
}

/** One picture of the grid. The grid hears the clicks; a tile only shows. */
export const Tile = memo(function Tile({ id, item, place, total, column, active, chosen, ...props }: Props) {
  const { left, width, height, rushing, first } = props;
  const [wanted, setWanted] = useState(!rushing);
  if (!rushing && !wanted) setWanted(true); // what has begun to load is not taken back
  const [near, setNear] = useState(false);
  const film = item?.kind === "video" ? item : undefined;
  return (
    <div
      role="gridcell"
      id={id}
      aria-colindex={column}
      aria-selected={chosen}
      aria-label={tileLabel(item, place, total)}
      aria-busy={!item}
      data-place={place}
      draggable={item !== undefined}
      style={{ left, width, height }}
      className={cn("group/tile absolute rounded-print bg-bg-3 select-none", active && here)}
      {...(film && { onPointerEnter: () => setNear(true), onPointerLeave: () => setNear(false) })}
    >
      {item && (wanted ? <Thumb item={item} first={first} /> : <Soft item={item} />)}
      {film && (near || active) && !rushing && <FilmPeek url={film.url} pointed={near} />}
      {film && <Length seconds={film.duration_seconds} />}
      {chosen && <span className="pointer-events-none absolute inset-0 rounded-print edge-chosen" />}
      {item && (
        <button
          type="button"
          tabIndex={-1}
          data-choose
          aria-label={chosen ? "Leave out" : "Choose"}
          className={cn(
            mark,
            "left-1.5 max-sm:pointer-events-none",
            chosen
              ? "bg-lamp text-on-lamp"
              : "bg-bg-3 text-text-1 opacity-0 group-hover/tile:opacity-100 pointer-coarse:hidden",
            active && !chosen && "group-focus-visible/grid:opacity-100",
          )}
        >
          <Check aria-hidden strokeWidth={2.25} />
        </button>
      )}
      {item?.favourite && (
        <span
          className={cn(
            mark,
            "pointer-events-none right-1.5 bg-bg-3 text-text-1 opacity-0 group-hover/tile:opacity-100",
            active && "group-focus-visible/grid:opacity-100",
          )}
        >
          <Star aria-hidden fill="currentColor" strokeWidth={1.75} />
        </span>
      )}
    </div>
  );
});

/** How long a film is, in its corner. */
function Length({ seconds }: { seconds: number | null | undefined }) {
  return (
    <span className="pointer-events-none absolute right-1.5 bottom-1.5 flex h-5 items-center gap-1 rounded-full bg-bg-3 px-1.5 text-xs text-text-1 tabular-nums">
      <Play aria-hidden className="size-3" fill="currentColor" strokeWidth={0} />
      {seconds ? filmLength(seconds) : "video"}
    </span>
  );
}

function Thumb({ item, first }: { item: GalleryItem; first: boolean }) {
  const { thumbnail_url: src, width, height, thumbhash } = item;
  return (
    <Picture
      picture={{ src, width, height, thumbhash }}
      alt=""
      fit="cover"
      eager
      first={first}
      className="size-full"
    />
  );
}

function Soft({ item }: { item: GalleryItem }) {
  const url = item.thumbhash ? thumbhashUrl(item.thumbhash) : undefined;
  return (
    <span
      className="block size-full rounded-print bg-cover"
      style={url ? { backgroundImage: `url(${url})` } : undefined}
    />
  );
}
