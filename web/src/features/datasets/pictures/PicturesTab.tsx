import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";

import { useFileDrop } from "@/components/DropZone";
import { EmptyState } from "@/components/EmptyState";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useSharing } from "@/components/projects/sharing";
import { Button } from "@/components/ui/button";
import { useShortcuts } from "@/keys/hooks";

import { usePicturesChange } from "../changes";
import { Imports } from "../imports/Imports";
import { UploadRows } from "../imports/UploadRows";
import { StartHere } from "../list/StartHere";
import { haveFolders, parcelsOf } from "../parcels";
import { picturesQuery, type Dataset, type PicturesChange } from "../queries";
import { useUploadsOf } from "../uploads";
import { AddPictures } from "./AddPictures";
import { meant, NONE, toggled, upTo, type Choice } from "./choice";
import { ChosenBar } from "./ChosenBar";
import { whereOf } from "./filter";
import { Filters } from "./Filters";
import { Grid } from "./Grid";
import { LargePicture } from "./LargePicture";

const route = getRouteApi("/datasets/$datasetId");

export type Act = Omit<PicturesChange, "ids" | "where" | "delete"> & { delete?: boolean };

/** The pictures by class and part: found, looked at, put where they belong. */
export function PicturesTab({ dataset }: { dataset: Dataset }) {
  const { id, labels } = dataset;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const where = useMemo(() => whereOf(search), [search]);
  const list = useInfiniteQuery(picturesQuery(id, where));
  const { queue, uploads } = useUploadsOf(id);
  const change = usePicturesChange(id);
  const { unless } = useSharing(dataset.project_id ? { id: dataset.project_id } : null);
  const [choice, setChoice] = useState<Choice>(NONE);
  const [last, setLast] = useState<string>();
  const [adding, setAdding] = useState<readonly File[]>();
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLUListElement>(null);

  const pictures = list.data?.pages.flatMap((page) => page.items) ?? [];
  const names = labels.map(({ label }) => label);
  const some = choice === "all" ? pictures.length > 0 : choice.size > 0;
  const at = pictures.findIndex((picture) => picture.id === search.at);
  const look = (picture: string | undefined) =>
    void navigate({ search: (all) => ({ ...all, at: picture }), replace: true, resetScroll: false });

  const send = (act: Act, of: ReturnType<typeof meant>) => change.mutate({ delete: false, ...act, ...of });
  const toChosen = (act: Act) => {
    send(act, meant(choice, where));
    setChoice(NONE);
  };
  /** Of the picture that has the focus, or of all that are chosen if it is one of them. */
  const act = (picture: string, what: Act) => {
    if (some && (choice === "all" || choice.has(picture))) {
      toChosen(what);
      return;
    }
    const index = pictures.findIndex((each) => each.id === picture);
    const next = pictures[index + 1] ?? pictures[index - 1];
    send(what, { ids: [picture] });
    // When it leaves the list, the keyboard stays among the pictures.
    requestAnimationFrame(() => {
      const box = grid.current;
      if (box?.querySelector(`[data-item="${picture}"]`) || !next) return;
      box?.querySelector<HTMLElement>(`[data-item="${next.id}"]`)?.focus();
    });
  };
  const add = (files: readonly File[]) => {
    if (haveFolders(files)) queue.add(parcelsOf(files));
    else setAdding(files);
  };
  const choose = (picture: string, stretch: boolean) => {
    setChoice((before) =>
      stretch && last ? upTo(before, last, picture, pictures) : toggled(before, picture, pictures),
    );
    setLast(picture);
  };
  const overlay = useFileDrop(add, "Let go: these pictures are added", !adding && at < 0, unless);
  useShortcuts([
    { id: "dataset add", keys: "N", label: "Add pictures", run: () => setAdding([]), unless },
    { id: "dataset find", keys: "/", label: "Find by file name", run: () => field.current?.focus() },
    { id: "dataset all", keys: "Mod+A", label: "Choose all", run: () => setChoice("all") },
    { id: "dataset none", keys: "Escape", label: "Choose none", enabled: some, run: () => setChoice(NONE) },
  ]);
  const blank = dataset.pictures + dataset.excluded === 0;
  const empty = list.isSuccess && pictures.length === 0;
  return (
    <section aria-label="Pictures" className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {!blank && <Filters dataset={dataset} field={field} unless={unless} onAdd={() => setAdding([])} />}
      <UploadRows
        uploads={uploads}
        onRemove={(each) => queue.remove(each)}
        onRetry={(each) => queue.retry(each)}
      />
      <Imports dataset={dataset} />
      {list.isError && pictures.length === 0 && (
        <ErrorBlock
          error={list.error}
          title="The pictures did not arrive."
          onRetry={() => void list.refetch()}
        />
      )}
      {blank && uploads.length === 0 && dataset.job?.state !== "running" && (
        <StartHere unless={unless} onFiles={add} />
      )}
      {!blank && empty && (
        <EmptyState
          title="No picture is like that"
          action={
            <Button
              onClick={() => {
                if (field.current) field.current.value = "";
                void navigate({ search: {}, replace: true });
              }}
            >
              Show all pictures
            </Button>
          }
        />
      )}
      {pictures.length > 0 && (
        <Grid
          box={grid}
          pictures={pictures}
          names={names}
          choice={choice}
          more={list.hasNextPage}
          busy={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
          onChoose={choose}
          onOpen={look}
          onAct={act}
          unless={unless}
        />
      )}
      {some && (
        <ChosenBar
          chosen={
            choice === "all" && list.hasNextPage
              ? undefined
              : choice === "all"
                ? pictures.length
                : choice.size
          }
          names={names}
          onAct={toChosen}
          unless={unless}
          onAll={choice === "all" ? undefined : () => setChoice("all")}
          onNone={() => setChoice(NONE)}
        />
      )}
      {at >= 0 && (
        <LargePicture
          pictures={pictures}
          at={at}
          names={names}
          onLook={look}
          unless={unless}
          onAct={(picture, what) => send(what, { ids: [picture] })}
        />
      )}
      {adding && (
        <AddPictures
          files={adding}
          onFiles={setAdding}
          names={names}
          label={search.label}
          onSend={(parcels) => queue.add(parcels)}
          onClose={() => setAdding(undefined)}
        />
      )}
      {overlay}
    </section>
  );
}
