import { ChevronLeft, ChevronRight } from "lucide-react";

import { Picture } from "@/components/Picture";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { useShortcuts } from "@/keys/hooks";
import type { Shortcut } from "@/keys/registry";

import type { Prediction } from "../runs/queries";
import { Bars } from "../try/Bars";
import { filedUnder } from "./use-relabel";

interface Props {
  picture: Prediction;
  labels: readonly string[];
  shortcuts: readonly Shortcut[];
  /** Undefined where the pictures are not the studio's, or may not be changed. */
  onFile: ((label: string) => void) | undefined;
  onGo: (by: number) => void;
  onClose: () => void;
}

const BUTTONS = 12;

/** One picture large, what was said of it, and the classes to file it under. */
export function LargePrediction({ picture, labels, shortcuts, onFile, onGo, onClose }: Props) {
  useShortcuts(shortcuts, { scope: "dialog" });
  const { url, thumbnail_url, width, height, thumbhash, path, label, current_label, top } = picture;
  const src = url ?? thumbnail_url;
  const filed = filedUnder(picture);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={path}
      description={`Filed under ${label}${current_label === null ? "" : ` then, under ${current_label} now`}`}
      className="sm:top-[6dvh] sm:max-h-[88dvh] sm:w-[min(48rem,94vw)]"
      footer={
        <div className="flex w-full items-center gap-2">
          <IconButton icon={ChevronLeft} label="Previous picture" keys="K" onClick={() => onGo(-1)} />
          <IconButton icon={ChevronRight} label="Next picture" keys="J" onClick={() => onGo(1)} />
        </div>
      }
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {src ? (
          <Picture
            picture={{ src, width: width ?? 1, height: height ?? 1, thumbhash }}
            alt={`${path}, filed under ${filed}`}
            first
            className="max-h-[60dvh]"
          />
        ) : (
          <p className="text-text-3">This picture is not in the studio.</p>
        )}
        <div className="grid content-start gap-4">
          <Bars scores={top} />
          {onFile && (
            <div className="grid gap-2">
              <p className="text-sm text-text-3">File it under</p>
              <div className="flex flex-wrap gap-1">
                {labels.slice(0, BUTTONS).map((name, i) => (
                  <Button
                    key={name}
                    size="small"
                    aria-pressed={name === filed}
                    variant={name === filed ? "secondary" : "ghost"}
                    {...(i < 9 && { keys: String(i + 1) })}
                    onClick={() => onFile(name)}
                  >
                    {name}
                  </Button>
                ))}
              </div>
            </div>
          )}
          {current_label !== null && <Badge tone="ok">filed under {current_label} now</Badge>}
        </div>
      </div>
    </Dialog>
  );
}
