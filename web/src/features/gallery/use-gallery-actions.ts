import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { GalleryFilter, GalleryItem } from "@/api/gallery";
import { chosenCount, NOTHING, usePictureActions, type Choice, type Target } from "@/components/PictureGrid";
import { say, sayFailed } from "@/components/toast";
import { useUnless } from "@/components/unless";
import { number } from "@/lib/format";

import { download, MOST_TO_DOWNLOAD } from "./download";

interface Options {
  choice: Choice;
  setChoice: (choice: Choice) => void;
  filter: GalleryFilter;
  total: number;
}

/** What the pages of the gallery do with one picture, or with those that are chosen. */
export function useGalleryActions({ choice, setChoice, filter, total }: Options) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const pictures = usePictureActions();
  const unless = useUnless("generate");
  const [downloading, setDownloading] = useState(false);
  const count = chosenCount(choice, total);
  const ids = choice.all ? [] : [...choice.ids];

  const chosen = (): Target => (choice.all ? { filter, but: [...choice.but], count } : { ids });
  /** What a key means: the choice, or without one the picture at hand. */
  const meant = (item?: GalleryItem): Target => (count > 0 || !item ? chosen() : { ids: [item.id] });
  const done = () => setChoice(NOTHING);
  /** Does it, or says why not: the keys of a grid ask nobody before. */
  const changing = (change: (item?: GalleryItem) => void) => (item?: GalleryItem) =>
    unless === undefined ? change(item) : say(unless);
  const making = (make: (item: GalleryItem) => void) => (item: GalleryItem) =>
    unless === undefined ? make(item) : say(unless);
  const comparable = !choice.all && count >= 2 && count <= 4;

  return {
    count,
    /** Why nothing may be changed. */
    unless,
    comparable,
    downloading,
    create: making(({ id }) => void navigate({ to: "/create", search: { from: id } })),
    sameRecipe: making(({ id, seed }) => void navigate({ to: "/create", search: { from: id, seed } })),
    compare: () =>
      comparable
        ? void navigate({ to: "/compare", search: { ids } })
        : say("Choose two to four pictures to compare."),
    favourite: changing((item) => {
      const one = count === 0 && item;
      void pictures.favourite(meant(item), one ? !item.favourite : true, Boolean(one));
    }),
    bin: changing((item) => {
      pictures.bin(meant(item));
      done();
    }),
    restore: changing((item) => {
      void pictures.restore(meant(item));
      done();
    }),
    /** Waits for the server; nothing brings these back. */
    removeForEver: async () => {
      await pictures.remove(chosen());
      done();
    },
    download: async () => {
      if (choice.all || ids.length > MOST_TO_DOWNLOAD) {
        say(`At most ${number(MOST_TO_DOWNLOAD)} pictures can be downloaded at once.`);
        return;
      }
      setDownloading(true);
      await download(client, ids).catch((error: unknown) =>
        sayFailed("The pictures were not downloaded.", error),
      );
      setDownloading(false);
    },
  };
}
