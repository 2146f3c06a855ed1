import { getRouteApi, Outlet, useMatchRoute, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { gallerySource, NOTHING, PictureGrid, usePictures, type Choice } from "@/components/PictureGrid";
import { useGridSize } from "@/components/PictureGrid/grid-size";
import { useShortcuts } from "@/keys/hooks";
import type { GallerySearch } from "@/lib/gallery-search";
import { cycleSurround } from "@/lib/looks";

import { filterOf } from "./filters";
import { GalleryContext } from "./gallery-context";
import { GalleryHead } from "./GalleryHead";
import { GalleryState } from "./GalleryState";
import { ICONS, SelectionBar } from "./SelectionBar";
import { useGalleryActions } from "./use-gallery-actions";

const route = getRouteApi("/gallery");

/** Every picture, in one scroll; a picture that is opened lies over it. */
export function GalleryPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const open = useMatchRoute()({ to: "/gallery/$pictureId" });
  const current = open ? open.pictureId : undefined;
  const [alone, setAlone] = useState(current !== undefined); // came by the picture's own address: no grid behind it
  const [from, setFrom] = useState(current);
  if (alone && current === undefined) setAlone(false);

  const text = JSON.stringify(search);
  const filter = useMemo(() => filterOf(JSON.parse(text) as GallerySearch), [text]);
  const source = useMemo(() => gallerySource(filter), [filter]);
  const pictures = usePictures(source);
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const [chosenIn, setChosenIn] = useState(filter);
  if (chosenIn !== filter) {
    setChosenIn(filter);
    setChoice(NOTHING);
  }
  const actions = useGalleryActions({ choice, setChoice, filter, total: pictures.roll.total });
  const rowHeight = useGridSize((size) => size.rowHeight);
  const covered = current !== undefined;
  useShortcuts([
    { id: "gallery surround", keys: "B", label: "The surround: dark, grey, light", run: cycleSurround },
  ]);

  const show = (id: string) =>
    void navigate({ to: "/gallery/$pictureId", params: { pictureId: id }, search, resetScroll: false });
  const change = (next: GallerySearch, how = { replace: false }) => {
    setFrom(undefined);
    void navigate({ to: "/gallery", search: next, ...how });
  };
  const context = { pictures, search, alone };
  const { roll } = pictures;
  return (
    <GalleryContext value={context}>
      {!alone && (
        <div inert={covered} className="flex grow flex-col">
          <GalleryHead search={search} onSearch={change} total={roll.total} enabled={!covered} />
          <GalleryState pictures={pictures} search={search} onSearch={change}>
            <PictureGrid
              pictures={pictures}
              label="Pictures"
              rowHeight={rowHeight}
              choice={choice}
              onChoice={setChoice}
              current={current}
              from={from}
              insets={{ top: 108, bottom: actions.count > 0 ? 96 : 40 }}
              onOpenApart={({ id }) => window.open(`/gallery/${id}`, "_blank", "noopener")}
              actions={{
                open: ({ id }) => show(id),
                create: actions.create,
                sameRecipe: actions.sameRecipe,
                favourite: actions.favourite,
                bin: actions.bin,
                compare: actions.compare,
              }}
            />
          </GalleryState>
          {actions.count > 0 && (
            <SelectionBar
              count={actions.count}
              onClear={() => setChoice(NOTHING)}
              actions={[
                {
                  label: "Star",
                  icon: ICONS.star,
                  keys: "S",
                  run: () => actions.favourite(),
                  unless: actions.unless,
                },
                {
                  label: "Download",
                  icon: ICONS.download,
                  run: () => void actions.download(),
                  busy: actions.downloading,
                },
                {
                  label: "Compare",
                  icon: ICONS.compare,
                  keys: "C",
                  run: actions.compare,
                  unless: actions.comparable ? undefined : "Two to four pictures can be compared",
                },
                {
                  label: "Bin",
                  icon: ICONS.bin,
                  keys: "Delete",
                  run: () => actions.bin(),
                  unless: actions.unless,
                },
              ]}
            />
          )}
        </div>
      )}
      <Outlet />
    </GalleryContext>
  );
}
