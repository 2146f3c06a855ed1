import { Brush, Eraser, Redo2, SquareDashed, Trash2, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useSyncExternalStore } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { RadioCards } from "@/components/ui/radio-cards";
import { Slider } from "@/components/ui/slider";

import { SMALLEST_BRUSH } from "./history";
import type { Mask } from "./mask";

interface Props {
  mask: Mask;
  size: number;
  largest: number;
  erase: boolean;
  onSize: (size: number) => void;
  onErase: (erase: boolean) => void;
  onZoom: (factor: number) => void;
}

/** The brush, and what can be done with the whole mask. */
export function MaskTools({ mask, size, largest, erase, onSize, onErase, onZoom }: Props) {
  const { done, undone } = useSyncExternalStore(mask.subscribe, mask.snapshot);
  return (
    <div role="toolbar" aria-label="Mask" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <RadioCards
        look="line"
        label="What the brush does"
        value={erase ? "erase" : "paint"}
        onChange={(way) => onErase(way === "erase")}
        cards={[
          { value: "paint", label: <Tool icon={Brush}>Paint</Tool> },
          { value: "erase", label: <Tool icon={Eraser}>Erase</Tool> },
        ]}
      />
      <span className="flex items-center gap-2 text-sm text-text-3">
        Brush
        <Slider
          label="Size of the brush"
          min={SMALLEST_BRUSH}
          max={largest}
          value={size}
          onChange={onSize}
          className="w-32"
        />
        <span className="w-14 tabular-nums">{size} px</span>
      </span>
      <span className="flex">
        <IconButton
          icon={Undo2}
          label="Undo"
          keys="Mod+Z"
          side="bottom"
          disabled={done.length === 0}
          onClick={mask.undo}
        />
        <IconButton
          icon={Redo2}
          label="Redo"
          keys="Mod+Shift+Z"
          side="bottom"
          disabled={undone.length === 0}
          onClick={mask.redo}
        />
        <IconButton
          icon={SquareDashed}
          label="Invert the mask"
          keys="I"
          side="bottom"
          onClick={() => mask.act({ kind: "invert" })}
        />
        <IconButton
          icon={Trash2}
          label="Clear the mask"
          keys="Delete"
          side="bottom"
          onClick={() => mask.act({ kind: "clear" })}
        />
        <IconButton icon={ZoomOut} label="Farther" keys="-" side="bottom" onClick={() => onZoom(1 / 1.25)} />
        <IconButton icon={ZoomIn} label="Closer" keys="+" side="bottom" onClick={() => onZoom(1.25)} />
      </span>
    </div>
  );
}

function Tool({ icon: Icon, children }: { icon: typeof Brush; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Icon aria-hidden className="size-4" strokeWidth={1.75} /> {children}
    </span>
  );
}
