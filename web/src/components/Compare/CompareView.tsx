import { useCallback, useRef, useState, type ReactNode } from "react";

import { useShortcuts } from "@/keys/hooks";
import { cn } from "@/lib/cn";

import { Stage, type StagePicture } from "../LargeView/Stage";
import { oneToOne, panned, WHOLE, zoomAt, type Geometry, type Zoom } from "../LargeView/zoom";

export type CompareMode = "beside" | "in place";

interface Props {
  pictures: readonly StagePicture[];
  mode: CompareMode;
  onMode: (mode: CompareMode) => void;
  /** What stands under each picture. */
  caption: (picture: StagePicture, index: number) => ReactNode;
  className?: string;
}

const STEP = 1.5;
const WAY = 80; // pixels

/** Two to four pictures with one zoom: beside each other, or one in place of the other, since the eye sees flips best. */
export function CompareView({ pictures, mode, onMode, caption, className }: Props) {
  const [zoom, setZoom] = useState<Zoom>(WHOLE);
  const [shown, setShown] = useState(0);
  const geometry = useRef<Geometry>(undefined);
  const measured = useCallback((now: Geometry) => void (geometry.current = now), []);
  const current = Math.min(shown, pictures.length - 1);

  const closer = (factor: number) => {
    const { current: now } = geometry;
    if (now) setZoom(zoomAt(zoom, now, factor, now.stage.width / 2, now.stage.height / 2));
  };
  const pan = (dx: number, dy: number) => geometry.current && setZoom(panned(zoom, geometry.current, dx, dy));
  const flip = () => {
    setShown(mode === "in place" ? (current + 1) % pictures.length : current);
    onMode("in place");
  };
  useShortcuts([
    { id: "compare flip", keys: "Z", label: "Flip to the next picture in place", run: flip },
    {
      id: "compare beside",
      keys: "Shift+Z",
      label: "Beside each other",
      enabled: mode === "in place",
      run: () => onMode("beside"),
    },
    ...pictures.map((_, i) => ({
      id: `compare ${i + 1}`,
      keys: String(i + 1),
      label: `Picture ${i + 1} in place`,
      run: () => {
        setShown(i);
        onMode("in place");
      },
    })),
    { id: "compare closer", keys: "+", label: "Closer", run: () => closer(STEP) },
    { id: "compare farther", keys: "-", label: "Farther", run: () => closer(1 / STEP) },
    { id: "compare whole", keys: "0", label: "Whole pictures", run: () => setZoom(WHOLE) },
    {
      id: "compare pixels",
      keys: "Mod+1",
      label: "Pixel for pixel",
      run: () => geometry.current && setZoom(oneToOne(zoom, geometry.current, window.devicePixelRatio)),
    },
    { id: "compare left", keys: "ArrowLeft", label: "Move left", run: () => pan(WAY, 0) },
    { id: "compare right", keys: "ArrowRight", label: "Move right", run: () => pan(-WAY, 0) },
    { id: "compare up", keys: "ArrowUp", label: "Move up", run: () => pan(0, WAY) },
    { id: "compare down", keys: "ArrowDown", label: "Move down", run: () => pan(0, -WAY) },
  ]);
  return (
    <div
      className={cn(
        "grid min-h-0 grow",
        mode === "beside" &&
          (pictures.length === 4 ? "grid-cols-2 grid-rows-2" : "auto-cols-fr grid-flow-col"),
        mode === "beside" && "max-sm:auto-rows-fr max-sm:grid-flow-row max-sm:grid-cols-1",
        className,
      )}
    >
      {pictures.map((picture, i) => (
        <figure
          key={picture.id}
          aria-hidden={mode === "in place" && i !== current}
          className={cn(
            "flex min-h-0 min-w-0 flex-col",
            mode === "in place" && "col-start-1 row-start-1",
            mode === "in place" && i !== current && "invisible",
          )}
        >
          <Stage
            picture={picture}
            zoom={zoom}
            onZoom={setZoom}
            onGeometry={measured}
            onTap={mode === "in place" ? flip : undefined}
            className="grow"
          />
          <figcaption className="flex min-h-9 items-center gap-2 bg-bg-1 px-3 py-1 text-sm">
            <kbd className="shrink-0 rounded-[4px] border border-current/30 px-1.5 font-sans text-xs text-text-3">
              {i + 1}
            </kbd>
            {caption(picture, i)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
