import { ImageOff } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";

import { cn } from "@/lib/cn";
import { useLooks, type Surround } from "@/lib/looks";
import { thumbhashUrl } from "@/lib/thumbhash";

import { Button } from "../ui/button";
import { useZoomPointer } from "./use-zoom-pointer";
import { boxOf, scaleOf, type Geometry, type Zoom } from "./zoom";

export interface StagePicture {
  id: string;
  url: string;
  thumbnail_url: string;
  width: number;
  height: number;
  thumbhash: string | null;
  prompt: string;
}

interface Props {
  picture: StagePicture;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  onGeometry?: (geometry: Geometry) => void;
  onSwipe?: ((way: "left" | "right" | "down") => void) | undefined;
  onTap?: (() => void) | undefined;
  /** Free around a whole picture, in pixels. */
  margin?: number;
  className?: string;
}

export const STAGES: Record<Surround, string> = {
  dark: "bg-stage-dark text-white",
  grey: "bg-stage-grey text-black",
  light: "bg-stage-light text-black",
};

const PIXELS = 2; // CSS pixels for each of the picture's, above which its own pixels are shown and not smoothed

/** A picture on a neutral ground, as near as one likes, with nothing on it. */
export function Stage({ picture, zoom, onZoom, onGeometry, margin = 0, className, ...fingers }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const surround = useLooks((looks) => looks.surround);
  const { width, height } = picture;
  const geometry = size && { stage: size, picture: { width, height }, margin };
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (size) onGeometry?.({ stage: size, picture: { width, height }, margin });
  }, [onGeometry, size, width, height, margin]);
  const pointer = useZoomPointer({ stage, geometry, zoom, onZoom, ...fingers });
  return (
    <div
      ref={stage}
      className={cn(
        "relative min-h-0 min-w-0 touch-none overflow-hidden select-none",
        STAGES[surround],
        zoom.k > 1 && "cursor-grab active:cursor-grabbing",
        className,
      )}
      {...pointer}
    >
      {geometry && (
        <div className="absolute top-0 left-0" style={styleOf(boxOf(zoom, geometry))}>
          <Layers key={picture.id} picture={picture} sharp={zoom.k > 1 && scaleOf(zoom, geometry) > PIXELS} />
        </div>
      )}
    </div>
  );
}

/** On whole pixels, so that no edge is blurred with what lies behind. */
function styleOf({ left, top, width, height }: ReturnType<typeof boxOf>) {
  const [x, y] = [Math.round(left), Math.round(top)];
  return {
    width: Math.round(left + width) - x,
    height: Math.round(top + height) - y,
    transform: `translate(${x}px, ${y}px)`,
  };
}

/** Soft colours, then the thumbnail, then the picture itself, each over the one before and none of them fading. */
function Layers({ picture, sharp }: { picture: StagePicture; sharp: boolean }) {
  const [state, setState] = useState<"waiting" | "shown" | "broken">("waiting");
  const [tries, setTries] = useState(0);
  const soft = picture.thumbhash ? thumbhashUrl(picture.thumbhash) : undefined;
  const layer = "absolute inset-0 size-full";
  const checks = "bg-[repeating-conic-gradient(#8a8a8a_0_25%,#777777_0_50%)] bg-[length:24px_24px]";
  return (
    <div
      className={cn(layer, state === "shown" ? checks : "bg-cover")}
      style={state !== "shown" && soft ? { backgroundImage: `url(${soft})` } : undefined}
    >
      {state === "waiting" && (
        <img src={picture.thumbnail_url} alt="" draggable={false} className={layer} decoding="sync" />
      )}
      <img
        key={tries}
        src={picture.url}
        alt={picture.prompt}
        draggable={false}
        fetchPriority="high"
        onLoad={({ currentTarget }) => {
          const done = () => setState("shown");
          void currentTarget.decode().then(done, done);
        }}
        onError={() => setState("broken")}
        className={cn(layer, state !== "shown" && "opacity-0", sharp && "[image-rendering:pixelated]")}
      />
      {state === "broken" && (
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-3">
          <span className="flex items-center gap-2 rounded-card bg-bg-2 p-3 text-text-1">
            <ImageOff aria-hidden className="size-5" strokeWidth={1.75} />
            The picture did not arrive.
            <Button
              size="small"
              onClick={() => {
                setState("waiting");
                setTries(tries + 1);
              }}
            >
              Try again
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}
