import type { GalleryItem } from "@/api/gallery";

import { boxesOf, type Layout } from "./layout";
import { Tile } from "./Tile";

interface Props {
  /** Prefix of the tiles' ids. */
  name: string;
  layout: Layout;
  row: number;
  shift: number;
  rushing: boolean;
  cursor: number;
  at: (place: number) => GalleryItem | undefined;
  isChosen: (id: string) => boolean;
}

const FIRST_ROWS = 2; // whose pictures are fetched before all others

export function Row({ name, layout, row, shift, rushing, cursor, at, isChosen }: Props) {
  const start = layout.rowStart[row] ?? 0;
  const height = Math.round(layout.rowHeight[row] ?? 0);
  const top = (layout.rowTop[row] ?? 0) - shift;
  return (
    <div
      role="row"
      aria-rowindex={row + 1}
      className="absolute inset-x-0 top-0"
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {boxesOf(layout, row).map((box, i) => {
        const place = start + i;
        const item = at(place);
        return (
          <Tile
            key={item?.id ?? place}
            id={`${name}-${place}`}
            item={item}
            place={place}
            total={layout.total}
            column={i + 1}
            left={box.left}
            width={box.width}
            height={height}
            active={place === cursor}
            chosen={item !== undefined && isChosen(item.id)}
            rushing={rushing}
            first={row < FIRST_ROWS}
          />
        );
      })}
    </div>
  );
}
