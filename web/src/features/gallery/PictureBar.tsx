import { ArrowLeft, Download, Info, Pencil, Repeat2, Shuffle, Star, Trash2 } from "lucide-react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { number } from "@/lib/format";

interface Props {
  place: number | null | undefined;
  total: number;
  favourite: boolean;
  binned: boolean;
  info: boolean;
  ready: boolean;
  on: {
    close: () => void;
    favourite: () => void;
    create: () => void;
    again: () => void;
    variation: () => void;
    download: () => void;
    bin: () => void;
    restore: () => void;
    info: () => void;
  };
}

/** Where one is, and what can be done with the picture. */
export function PictureBar({ place, total, favourite, binned, info, ready, on }: Props) {
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-1 bg-bg-1 px-2 py-1">
      <IconButton
        icon={ArrowLeft}
        label="Back to the gallery"
        keys="Escape"
        side="bottom"
        onClick={on.close}
      />
      {place != null && (
        <p className="px-1 text-text-2 tabular-nums">
          {number(place + 1)} of {number(total)}
        </p>
      )}
      <div className="ml-auto flex items-center gap-1">
        <Button variant="ghost" disabled={!ready} onClick={on.again} keys="Shift+R" className="max-lg:hidden">
          <Repeat2 aria-hidden />
          Make it again
        </Button>
        <Button variant="ghost" disabled={!ready} onClick={on.variation} keys="V" className="max-lg:hidden">
          <Shuffle aria-hidden />
          New variation
        </Button>
        <span className="contents lg:hidden">
          <IconButton
            icon={Repeat2}
            label="Make it again"
            side="bottom"
            disabled={!ready}
            onClick={on.again}
          />
          <IconButton
            icon={Shuffle}
            label="New variation"
            side="bottom"
            disabled={!ready}
            onClick={on.variation}
          />
        </span>
        <IconButton icon={Pencil} label="Open in Create" keys="E" side="bottom" onClick={on.create} />
        <IconButton
          icon={Star}
          label={favourite ? "Take the star away" : "Star"}
          keys="S"
          side="bottom"
          aria-pressed={favourite}
          className={cn(favourite && "text-text-1 [&_svg]:fill-current")}
          onClick={on.favourite}
        />
        <IconButton icon={Download} label="Download" side="bottom" disabled={!ready} onClick={on.download} />
        {binned ? (
          <Button onClick={on.restore} keys="Shift+Delete">
            Restore
          </Button>
        ) : (
          <IconButton icon={Trash2} label="To the bin" keys="Delete" side="bottom" onClick={on.bin} />
        )}
        <IconButton
          icon={Info}
          label={info ? "Hide how it was made" : "How it was made"}
          keys="I"
          side="bottom"
          aria-pressed={info}
          className={cn(info && "bg-bg-4 text-text-1")}
          onClick={on.info}
        />
      </div>
    </div>
  );
}
