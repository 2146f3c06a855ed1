import { useRef, useState, type RefObject } from "react";

import { LoadMore } from "@/components/LoadMore";
import { useWidth } from "@/components/PictureGrid/use-width";
import { useArrows } from "@/components/use-arrows";
import { useNarrow } from "@/lib/use-media";

import type { DatasetPicture } from "../queries";
import { isChosen, type Choice } from "./choice";
import type { Act } from "./PicturesTab";
import { Tile } from "./Tile";
import { useRows } from "./use-rows";

const GAP = 8;
const LINE = 22; // what stands under a picture
const WIDTH = 132;

interface Props {
  box: RefObject<HTMLUListElement | null>;
  pictures: readonly DatasetPicture[];
  names: readonly string[];
  choice: Choice;
  more: boolean;
  busy: boolean;
  onMore: () => void;
  onChoose: (picture: string, stretch: boolean) => void;
  onOpen: (picture: string) => void;
  onAct: (picture: string, act: Act) => void;
  /** Why nothing may be changed here. */
  unless: string | undefined;
}

/** Pictures in rows of equal height; only what is near the screen is drawn. */
export function Grid({ box, pictures, names, choice, more, busy, unless, ...on }: Props) {
  const { onMore, onChoose, onOpen, onAct } = on;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const narrow = useNarrow();
  const [active, setActive] = useState<string>();
  const columns = narrow ? 3 : Math.max(1, Math.floor((width + GAP) / (WIDTH + GAP)));
  const height = (width - GAP * (columns - 1)) / columns + LINE + GAP;
  const total = Math.ceil(pictures.length / columns);
  const { first, last } = useRows(frame, Math.max(40, height), total);
  const shown = width > 0 ? pictures.slice(first * columns, last * columns) : [];
  const tabbable = shown.some(({ id }) => id === active) ? active : shown[0]?.id;
  const of = (id: string) => pictures.find((picture) => picture.id === id);
  useArrows(box, "pictures", [
    { id: "picture choose", keys: "X", label: "Choose", act: (id) => onChoose(id, false) },
    { id: "picture choose to", keys: "Shift+X", label: "Choose up to here", act: (id) => onChoose(id, true) },
    {
      id: "picture leave out",
      keys: "Delete",
      label: "Leave out, or take in again",
      unless,
      act: (id) => onAct(id, { excluded: !of(id)?.excluded }),
    },
    ...names.slice(0, 9).map((label, i) => ({
      id: `picture class ${i + 1}`,
      keys: String(i + 1),
      label: `Put into ${label}`,
      unless,
      act: (id: string) => onAct(id, { label }),
    })),
  ]);
  return (
    <>
      <div ref={frame}>
        <ul
          ref={box}
          aria-label="Pictures"
          className="grid gap-2"
          style={{
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            paddingTop: first * height,
            paddingBottom: Math.max(0, total - last) * height,
          }}
        >
          {shown.map((picture, i) => (
            <Tile
              key={picture.id}
              picture={picture}
              chosen={isChosen(choice, picture.id)}
              tabbable={picture.id === tabbable}
              first={first === 0 && i < columns * 2}
              onFocus={() => setActive(picture.id)}
              onChoose={(stretch) => onChoose(picture.id, stretch)}
              onOpen={() => onOpen(picture.id)}
            />
          ))}
        </ul>
      </div>
      {more && <LoadMore busy={busy} onMore={onMore} />}
      <p className="text-sm text-text-3 max-sm:hidden pointer-coarse:hidden">
        {unless
          ? "Enter looks close."
          : "Enter looks close, X chooses, 1 to 9 put into a class, Delete leaves out."}
      </p>
    </>
  );
}
