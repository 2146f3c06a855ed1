import { useEffect, useRef } from "react";

import type { GalleryItem } from "@/api/gallery";
import { cn } from "@/lib/cn";
import { thumbhashUrl } from "@/lib/thumbhash";

export const REACH = 14; // neighbours on either side

interface Props {
  place: number;
  total: number;
  at: (place: number) => GalleryItem | undefined;
  onGo: (id: string) => void;
}

/** The pictures beside this one, as they follow each other in the gallery. */
export function Strip({ place, total, at, onGo }: Props) {
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [place]);
  const first = Math.max(0, place - REACH);
  const last = Math.min(total - 1, place + REACH);
  const places = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <nav
      aria-label="Pictures beside this one"
      className="flex h-16 shrink-0 items-center gap-1 overflow-x-auto bg-bg-1 px-2 [scrollbar-width:none]"
    >
      {places.map((each) => {
        const item = at(each);
        const here = each === place;
        return (
          <button
            key={each}
            ref={here ? current : undefined}
            type="button"
            tabIndex={-1} // the arrows go there
            disabled={!item}
            aria-label={item?.prompt ?? "Not here yet"}
            aria-current={here}
            onClick={() => item && onGo(item.id)}
            className={cn("relative size-12 shrink-0 rounded-print", here && "mx-1")}
          >
            {item && <Thumb item={item} />}
            {here && <span className="absolute inset-0 rounded-print edge-chosen" />}
          </button>
        );
      })}
    </nav>
  );
}

function Thumb({ item: { thumbnail_url, thumbhash } }: { item: GalleryItem }) {
  const soft = thumbhash ? thumbhashUrl(thumbhash) : undefined;
  return (
    <img
      src={thumbnail_url}
      alt=""
      draggable={false}
      decoding="async"
      className="size-full rounded-print bg-bg-3 bg-cover object-cover"
      style={soft ? { backgroundImage: `url(${soft})` } : undefined}
    />
  );
}
