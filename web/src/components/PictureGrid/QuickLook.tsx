import type { GalleryItem } from "@/api/gallery";
import { cn } from "@/lib/cn";
import { useLooks } from "@/lib/looks";

import { STAGES } from "../LargeView/Stage";
import { Picture } from "../Picture";
import { tileLabel } from "./Tile";

interface Props {
  item: Pick<GalleryItem, "id" | "url" | "width" | "height" | "thumbhash" | "prompt" | "favourite">;
  place: number;
  total: number;
  onClose: () => void;
}

/** The picture large, as long as one looks. The focus stays in the grid, whose arrows go on working. */
export function QuickLook({ item, place, total, onClose }: Props) {
  const surround = useLooks((looks) => looks.surround);
  const { url: src, width, height, thumbhash } = item;
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Space and Escape are the grid's keys
    <div
      role="dialog"
      aria-label={tileLabel(item, place, total)}
      onClick={onClose}
      className={cn(
        "fixed inset-0 z-40 grid animate-appear place-items-center p-6 sm:p-10",
        STAGES[surround],
      )}
    >
      <Picture
        key={item.id}
        picture={{ src, width, height, thumbhash }}
        alt={item.prompt}
        eager
        className="h-auto max-h-full w-auto max-w-full"
      />
    </div>
  );
}
