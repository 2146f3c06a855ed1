import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";

import { HIGHEST, LOWEST, useGridSize } from "@/components/PictureGrid/grid-size";
import { Button } from "@/components/ui/button";
import { Slider } from "@/components/ui/slider";
import { Tooltip } from "@/components/ui/tooltip";
import { count } from "@/lib/format";
import type { GallerySearch } from "@/lib/gallery-search";

import { SearchField } from "./SearchField";

interface Props {
  search: GallerySearch;
  onSearch: (search: GallerySearch, how?: { replace: boolean }) => void;
  /** Undefined until it is known. */
  total: number | undefined;
  enabled: boolean;
}

/** Stays at the screen's upper edge: the search, how much it finds, and how large it is shown. */
export function GalleryHead({ search, onSearch, total, enabled }: Props) {
  const { rowHeight, set } = useGridSize();
  return (
    <header className="sticky top-head z-20 -mx-4 -mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 bg-bg-0 px-4 py-3 sm:-mx-6 sm:px-6">
      <h1 className="text-xl max-sm:sr-only">Gallery</h1>
      <SearchField search={search} onSearch={onSearch} enabled={enabled} />
      <p role="status" className="text-text-2 tabular-nums max-sm:order-last max-sm:grow">
        {total !== undefined && count(total, "picture")}
      </p>
      <Slider
        label="Size of the pictures"
        min={LOWEST}
        max={HIGHEST}
        step={8}
        value={rowHeight}
        onChange={set}
        className="w-28 max-sm:hidden"
      />
      <Tooltip text="Bin" keys="G B" side="bottom">
        <Button asChild variant="ghost" size="icon">
          <Link to="/gallery/bin" aria-label="Bin">
            <Trash2 aria-hidden />
          </Link>
        </Button>
      </Tooltip>
    </header>
  );
}
