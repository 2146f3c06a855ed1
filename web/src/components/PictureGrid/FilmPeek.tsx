import { useEffect, useRef } from "react";

import { useMedia } from "@/lib/use-media";

const LENGTH = 2; // seconds, then from the beginning

interface Props {
  url: string;
  /** The pointer is at it; else the grid's cursor is, which counts while one goes by keys. */
  pointed: boolean;
}

/** The first seconds of a film, without a sound, as long as one is at its tile; still where motion is not wanted. */
export function FilmPeek({ url, pointed }: Props) {
  const film = useRef<HTMLVideoElement>(null);
  const still = useMedia("(prefers-reduced-motion: reduce)");
  useEffect(() => {
    const element = film.current;
    if (!element || still) return;
    if (!pointed && !element.closest("[role=grid]")?.matches(":focus-visible")) return;
    element.src = url;
    element.play().catch(() => undefined); // the poster stays
    return () => {
      element.removeAttribute("src");
      element.load(); // a film that is left is no longer fetched
    };
  }, [url, pointed, still]);
  return (
    <video
      ref={film}
      muted
      playsInline
      loop
      preload="none"
      aria-hidden
      tabIndex={-1}
      onTimeUpdate={({ currentTarget }) => {
        if (currentTarget.currentTime > LENGTH) currentTarget.currentTime = 0;
      }}
      className="pointer-events-none absolute inset-0 size-full rounded-print object-cover"
    />
  );
}
