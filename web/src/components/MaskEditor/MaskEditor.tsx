import { useCallback, useEffect, useState } from "react";

import { sayFailed } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useShortcuts } from "@/keys/hooks";

import { resized } from "./history";
import { Mask } from "./mask";
import { MaskTools } from "./MaskTools";
import { inkOf, maskOf } from "./painting";
import { useBrush } from "./use-brush";
import { useKeyBrush } from "./use-key-brush";
import { useScale } from "./use-scale";

interface Props {
  /** What is painted for: "Paint over what is to be drawn anew" */
  title: string;
  picture: { url: string; name: string; width: number; height: number };
  /** Address of the mask to go on with. */
  mask: string | undefined;
  /** Keeps the mask, white on black, or null if nothing is masked; the editor closes when that is done. */
  keep: (mask: Blob | null) => Promise<unknown>;
  onClose: () => void;
}

const BRUSH = 0.12; // of the picture's shorter side
const whole =
  "sm:inset-0 sm:top-0 sm:left-0 sm:h-dvh sm:max-h-none sm:w-screen sm:translate-x-0 sm:rounded-none sm:border-0";

/** Paints over a part of a picture: by mouse, pen, finger or keys. */
export default function MaskEditor({ title, picture, mask: begin, keep, onClose }: Props) {
  const { width, height } = picture;
  const short = Math.min(width, height);
  const [size, setSize] = useState(Math.max(1, Math.round(short * BRUSH)));
  const [erase, setErase] = useState(false);
  const [busy, setBusy] = useState(false);
  const [hover, setHover] = useState<{ x: number; y: number } | null>(null);
  const [room, setRoom] = useState<HTMLElement | null>(null);
  const [mask] = useState(() => new Mask());
  const attach = useCallback((canvas: HTMLCanvasElement | null) => mask.attach(canvas), [mask]);
  useEffect(() => {
    if (begin) void inkOf(begin).then((ink) => mask.beginWith(ink));
  }, [mask, begin]);
  const { scale, zoom } = useScale(room, width, height);
  const brush = { size, erase };
  const pointer = useBrush({ mask, brush, scale, room, onZoom: zoom, onHover: setHover });
  const keyed = useKeyBrush({ mask, brush, width, height });
  const resize = (way: "larger" | "smaller") => setSize((now) => resized(now, way, short));
  useShortcuts(
    [
      { id: "mask smaller", keys: "[", label: "A smaller brush", run: () => resize("smaller") },
      { id: "mask larger", keys: "]", label: "A larger brush", run: () => resize("larger") },
      { id: "mask erase", keys: "E", label: "Erase, or paint again", run: () => setErase((on) => !on) },
      { id: "mask invert", keys: "I", label: "Invert the mask", run: () => mask.act({ kind: "invert" }) },
      { id: "mask clear", keys: "Delete", label: "Clear the mask", run: () => mask.act({ kind: "clear" }) },
      { id: "mask undo", keys: "Mod+Z", label: "Undo", inFields: true, run: mask.undo },
      { id: "mask redo", keys: "Mod+Shift+Z", label: "Redo", inFields: true, run: mask.redo },
      { id: "mask closer", keys: "+", label: "Closer", run: () => zoom(1.25) },
      { id: "mask farther", keys: "-", label: "Farther", run: () => zoom(1 / 1.25) },
      { id: "mask whole", keys: "0", label: "The whole picture", run: () => zoom(0) },
      { id: "mask done", keys: "Mod+Enter", label: "Use this mask", inFields: true, run: () => void done() },
    ],
    { scope: "dialog" },
  );

  const done = async () => {
    const ink = mask.canvas;
    if (!ink || busy) return;
    setBusy(true);
    try {
      await keep(await maskOf(ink));
      onClose();
    } catch (error) {
      setBusy(false);
      sayFailed("The mask was not kept.", error);
    }
  };

  const spot = keyed.spot ?? hover;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      className={whole}
      footer={
        <Button variant="primary" keys="Mod+Enter" busy={busy} onClick={() => void done()}>
          Use this mask
        </Button>
      }
    >
      <div className="flex h-full min-h-64 flex-col gap-3">
        <MaskTools
          mask={mask}
          size={size}
          largest={short}
          erase={erase}
          onSize={setSize}
          onErase={setErase}
          onZoom={zoom}
        />
        <div ref={setRoom} className="grid min-h-0 grow place-items-center overflow-auto bg-stage-dark">
          <div
            role="application"
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is painted on by keys as well
            tabIndex={0}
            aria-label="The picture. Arrows move the brush, Space puts it down and lifts it."
            className="relative cursor-none touch-none overflow-hidden ring-picture select-none"
            style={{ width: width * scale, height: height * scale }}
            {...pointer}
            {...keyed.on}
          >
            <img
              src={picture.url}
              alt={picture.name}
              draggable={false}
              className="absolute inset-0 size-full"
            />
            <canvas
              ref={attach}
              width={width}
              height={height}
              className="absolute inset-0 size-full opacity-65"
            />
            {spot && <BrushRing at={spot} size={size} scale={scale} down={keyed.down} erase={erase} />}
          </div>
        </div>
        <p role="status" className="sr-only">
          {keyed.says}
        </p>
      </div>
    </Dialog>
  );
}

interface RingProps {
  at: { x: number; y: number };
  size: number;
  scale: number;
  down: boolean;
  erase: boolean;
}

/** Black and white, so that it is seen on any picture. */
function BrushRing({ at, size, scale, down, erase }: RingProps) {
  const across = Math.max(6, size * scale);
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute top-0 left-0 rounded-full border border-white shadow-[0_0_0_1px_#000,inset_0_0_0_1px_#000] data-erase:border-dashed"
      data-erase={erase || undefined}
      style={{
        width: across,
        height: across,
        transform: `translate(${at.x * scale - across / 2}px, ${at.y * scale - across / 2}px)`,
        borderWidth: down ? 3 : 1,
      }}
    />
  );
}
