import { useState } from "react";

import type { GalleryItem } from "@/api/gallery";
import { useNarrow } from "@/lib/use-media";

import { FilmStage } from "../LargeView/FilmStage";
import { Stage } from "../LargeView/Stage";
import { WHOLE } from "../LargeView/zoom";
import { tileLabel } from "./Tile";

interface Props {
  item: Pick<
    GalleryItem,
    | "id"
    | "url"
    | "thumbnail_url"
    | "width"
    | "height"
    | "thumbhash"
    | "prompt"
    | "favourite"
    | "kind"
    | "fps"
  >;
  place: number;
  total: number;
  onClose: () => void;
}

/** The picture large, as long as one looks. The focus stays in the grid, whose arrows go on working. */
export function QuickLook({ item, place, total, onClose }: Props) {
  const [look, setLook] = useState({ id: item.id, zoom: WHOLE });
  const narrow = useNarrow();
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Space and Escape are the grid's keys
    <div
      role="dialog"
      aria-label={tileLabel(item, place, total)}
      onClick={onClose}
      className="fixed inset-0 z-40 flex animate-appear"
    >
      {item.kind === "video" ? (
        <FilmStage film={item} keys={false} className="grow" />
      ) : (
        <Stage
          picture={item}
          zoom={look.id === item.id ? look.zoom : WHOLE}
          onZoom={(zoom) => setLook({ id: item.id, zoom })}
          margin={narrow ? 0 : 32}
          className="grow"
        />
      )}
    </div>
  );
}
