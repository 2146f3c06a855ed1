import { useRef } from "react";

import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";
import { useLooks } from "@/lib/looks";

import { Film } from "./Film";
import { STAGES } from "./Stage";

interface Props {
  film: {
    url: string;
    thumbnail_url: string;
    poster_url?: string | null;
    prompt: string;
    fps?: number | null;
  };
  /** Space and the steps are this film's keys. */
  keys?: boolean;
  className?: string;
}

const USUAL_FPS = 7;

/** A film on a neutral ground. Space plays it and holds it, `,` and `.` go by a frame. */
export function FilmStage({ film, keys = true, className }: Props) {
  const player = useRef<HTMLVideoElement>(null);
  const surround = useLooks((looks) => looks.surround);
  const frame = (by: number) => {
    const { current } = player;
    if (!current) return;
    current.pause();
    const length = Number.isFinite(current.duration) ? current.duration : 0;
    const to = current.currentTime + by / (film.fps ?? USUAL_FPS);
    current.currentTime = Math.min(length, Math.max(0, to));
  };
  const toggle = () => {
    const { current } = player;
    if (current?.paused) current.play().catch(() => undefined);
    else current?.pause();
  };
  useShortcuts([
    {
      id: "film play",
      keys: "Space",
      label: "Play, or hold",
      // On a button Space is the button's.
      get enabled() {
        return keys && !document.activeElement?.matches("button, a, summary");
      },
      run: toggle,
    },
    { id: "film back", keys: ",", label: "A frame back", enabled: keys, run: () => frame(-1) },
    { id: "film forward", keys: ".", label: "A frame forward", enabled: keys, run: () => frame(1) },
  ]);
  return (
    <div className={cn("min-h-0 min-w-0 p-6 max-sm:p-0", STAGES[surround], className)}>
      <Film
        ref={player}
        key={film.url}
        url={film.url}
        poster={film.poster_url ?? film.thumbnail_url}
        label={film.prompt || "A video"}
      />
    </div>
  );
}
