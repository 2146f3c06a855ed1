import { Picture } from "@/components/Picture";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useShortcuts } from "@/keys/hooks";
import { number } from "@/lib/format";

import type { Grid } from "../versions";
import { cellAt, moved, type Across, type Spot } from "./grid";

interface Props {
  grid: Grid;
  across: Across;
  spot: Spot;
  onSpot: (spot: Spot) => void;
  onClose: () => void;
  onUse: (step: number) => void;
  busy: boolean;
  /** Why nothing may be changed here. */
  unless: string | undefined;
  inUse: boolean;
}

/** One picture of a grid large; the arrows go on from it to those that are drawn. */
export function GridLarge({ grid, across, spot, onSpot, onClose, onUse, busy, unless, inUse }: Props) {
  const other = across === "prompt" ? "strength" : "prompt";
  const go = (axis: keyof Spot, by: number) => {
    const next = moved(grid, spot, axis, by);
    if (cellAt(grid, next)?.url) onSpot(next);
  };
  const step = grid.steps[spot.step] ?? 0;
  const use = () => !inUse && onUse(step);
  useShortcuts(
    [
      { id: "cell left", keys: "ArrowLeft", label: "The column before", run: () => go(across, -1) },
      { id: "cell right", keys: "ArrowRight", label: "The next column", run: () => go(across, 1) },
      { id: "cell up", keys: "ArrowUp", label: "An earlier step", run: () => go("step", -1) },
      { id: "cell down", keys: "ArrowDown", label: "A later step", run: () => go("step", 1) },
      { id: "cell before", keys: "PageUp", label: `The ${other} before`, run: () => go(other, -1) },
      { id: "cell after", keys: "PageDown", label: `The next ${other}`, run: () => go(other, 1) },
      { id: "cell use", keys: "U", label: "Use this step", enabled: !inUse, unless, run: use },
    ],
    { scope: "dialog" },
  );
  const cell = cellAt(grid, spot);
  const prompt = grid.prompts[spot.prompt] ?? "";
  if (!cell?.url) return null;
  const { width, height } = grid;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Step ${number(step)}, strength ${cell.strength}`}
      description={prompt}
      className="sm:top-[3dvh] sm:max-h-[94dvh] sm:w-[min(56rem,94vw)]"
      footer={
        <Button variant="primary" keys="U" busy={busy} disabled={inUse} unless={unless} onClick={use}>
          {inUse ? "This step is in use" : "Use this step"}
        </Button>
      }
    >
      <div className="flex justify-center rounded-print bg-stage-dark">
        <Picture
          picture={{ src: cell.url, width, height, thumbhash: cell.thumbhash }}
          alt={prompt}
          first
          className="max-h-[66dvh] w-full bg-transparent"
        />
      </div>
      <p className="pt-3 text-sm text-text-3 max-sm:hidden">
        Arrows: step and {across}. Page keys: {other}.
      </p>
    </Dialog>
  );
}
